import { expect, type Locator, type Page, type Request } from '@playwright/test';
import { another, approve, asked, reason, reject, task, toMyTasks } from './approver';
import { NOTIFYING } from './entra';
import type { FaultName } from './faults';
import type { Server } from './server';
import { choose, justification, listed, openDetails, openPanel, requestButton, row, showDetails, toMyRequests, toNewRequest } from './steps';

export type Screen = 'Start' | 'My Requests' | 'Panel' | 'Request again' | 'Access Details' | 'New Request' | 'My Access' | 'My Tasks' | 'Help';

/** One call of the tab on the screen that makes it. */
export interface Use {
  screen: Screen;
  /** What it is for. */
  name: string;
  /** Method and path below the API, or an address outside of it. */
  endpoint: string;
  person?: string;
  /** Further flags of the server. */
  flags?: string[];
  call: (request: Request) => boolean;
  /** Up to where nothing has gone wrong yet. Gives what the later steps need. */
  before?: (page: Page, at: Place) => Promise<void>;
  /** Makes the call. */
  act: (page: Page) => Promise<void>;
  /** Where it is said; null where the call is a help that nobody misses, for a reason given in `quiet`. */
  tells: ((page: Page) => Locator) | null;
  quiet?: string;
  /** What is said instead of the fault's own words. */
  says?: (fault: FaultName, unknown: boolean) => string | undefined;
  /** What was typed is still there. */
  kept?: (page: Page) => Promise<void>;
  /** After these faults what was wanted is so: the page goes to the start, which shows it. */
  leaves?: RegExp;
  /** The next step, which does it again once all is well. None where the page goes on by itself. */
  offer?: (page: Page) => Locator;
  /** All is well. */
  good: (page: Page) => Promise<void>;
}

/** Where a cell runs. */
export interface Place {
  server: Server;
  /** Another person in a browser of their own. */
  another: (person: string) => ReturnType<typeof another>;
}

const API = '/api/client/v1';
const path = (request: Request) => new URL(request.url()).pathname;
const query = (request: Request) => new URL(request.url()).searchParams;
/** Calls of this method to a path below the API. */
const to = (method: string, fits: string | RegExp, also: (query: URLSearchParams) => boolean = () => true) => (request: Request) => {
  const at = path(request).replace(API, '');
  return request.method() === method && (typeof fits === 'string' ? at === fits : fits.test(at)) && also(query(request));
};
const main = (page: Page) => page.getByRole('main');
const alert = (page: Page) => page.getByRole('alert').first();
const retry = (page: Page) => main(page).getByRole('button', { name: 'Retry' }).first();
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });
const WORDS = 'INC-7: what was typed stays';

/** A scope of the lists of requests. */
const scope = (name: string) => (query: URLSearchParams) => query.get('scope') === name;

const FREE = 'staging-orders-eu';
/** A form that could be sent. */
async function fillForm(page: Page): Promise<void> {
  await toNewRequest(page);
  await choose(page, FREE, `Admin on ${FREE}`);
  await expect(page.getByText('At most 8 hours for this selection.')).toBeVisible();
  await justification(page).fill(WORDS);
}
const keepsForm = async (page: Page) => {
  await expect(justification(page)).toHaveValue(WORDS);
  await expect(page.getByRole('region', { name: 'Selected' })).toContainText(FREE);
};

const again = (page: Page) => dialog(page, 'Request again');
async function openAgain(page: Page): Promise<void> {
  await toMyRequests(page, '/requests/closed');
  await row(page, 'Rejected').first().getByRole('button', { name: /^Request again/ }).click();
}
const why = (page: Page) => again(page).getByRole('textbox', { name: 'Justification' });

const lostEffect = (unknown: boolean) => (unknown ? 'Apono was asked what is so now' : undefined);
const access = (page: Page, name: string) => page.getByRole('region', { name }).getByRole('row').last();
const shelf = (page: Page, name: string) => page.getByRole('region', { name });
const details = (page: Page) => dialog(page, 'Access Details');
const notified = (page: Page) => page.getByRole('checkbox', { name: 'Access that is granted to me' });

export const USES: Use[] = [
  {
    screen: 'Start',
    name: 'who is signed in',
    endpoint: 'GET /session',
    call: to('GET', '/session'),
    act: async (page) => void (await page.goto('/')),
    tells: main,
    offer: (page) => main(page).getByRole('button', { name: /^(Retry|Check again)$/ }),
    good: async (page) => expect(row(page, 'Granted')).toBeVisible(),
  },
  {
    screen: 'Start',
    name: 'what the server is set to',
    endpoint: 'GET /config.json',
    call: (request) => path(request) === '/config.json',
    act: async (page) => void (await page.goto('/')),
    tells: null,
    quiet: 'defaults hold: the name of the administrator and the mark of the demo are missing',
    good: async (page) => expect(row(page, 'Granted')).toBeVisible(),
  },
  {
    screen: 'My Requests',
    name: 'the lists',
    endpoint: 'GET /access-requests',
    call: to('GET', '/access-requests', scope('MyRequests')),
    act: async (page) => void (await page.goto('/')),
    tells: alert,
    offer: retry,
    good: async (page) => expect(row(page, 'Granted')).toBeVisible(),
  },
  {
    screen: 'My Requests',
    name: 'Cancel request',
    endpoint: 'POST /access-requests/{id}/revoke',
    call: to('POST', /\/revoke$/),
    before: async (page) => {
      await toMyRequests(page);
      await row(page, 'Pending Approval').first().getByRole('button', { name: /^Cancel request/ }).click();
    },
    act: (page) => page.getByRole('dialog').getByRole('button', { name: 'Cancel request' }).click(),
    tells: (page) => row(page, 'Pending Approval').first(),
    says: (_, unknown) => lostEffect(unknown),
    offer: (page) => row(page, 'Pending Approval').first().getByRole('button', { name: /^Cancel request/ }),
    good: async (page) => {
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel request' }).click();
      await expect(page.getByText(/is being ended|Moved to Closed Requests/).first()).toBeVisible();
    },
  },
  {
    screen: 'My Requests',
    name: 'Complete MFA',
    endpoint: 'POST /access-requests/pass-mfa',
    person: 'Ingrid Solberg',
    call: to('POST', '/access-requests/pass-mfa'),
    before: async (page) => {
      await toMyRequests(page);
      await row(page, 'Pending MFA').getByRole('button', { name: /^Complete MFA/ }).click();
    },
    act: (page) => dialog(page, 'Complete MFA').getByRole('button', { name: 'I have done this' }).click(),
    tells: (page) => dialog(page, 'Complete MFA'),
    says: (_, unknown) => lostEffect(unknown),
    offer: (page) => dialog(page, 'Complete MFA').getByRole('button', { name: 'I have done this' }),
    // The check was not passed, which is what the service says once it answers.
    good: async (page) => expect(dialog(page, 'Complete MFA').getByRole('alert')).toContainText('Apono does not see the second factor yet.'),
  },
  {
    screen: 'My Requests',
    name: 'whether a second factor is set up',
    endpoint: 'GET /session/is-mfa-enrolled',
    person: 'Ingrid Solberg',
    call: to('GET', '/session/is-mfa-enrolled'),
    before: (page) => toMyRequests(page),
    act: (page) => row(page, 'Pending MFA').getByRole('button', { name: /^Complete MFA/ }).click(),
    tells: null,
    quiet: 'the person counts as enrolled, as most are; the page of the check says it anyway',
    good: async (page) => expect(dialog(page, 'Complete MFA').getByRole('link')).toBeVisible(),
  },
  {
    screen: 'My Requests',
    name: 'Sign out',
    endpoint: 'POST /auth/sign-out',
    call: (request) => path(request) === '/auth/sign-out',
    before: async (page) => void (await page.goto('/help')),
    act: (page) => main(page).getByRole('button', { name: 'Sign out', exact: true }).click(),
    tells: alert,
    // A session that has ended already, or any success.
    leaves: /401|JSON|types/,
    offer: (page) => alert(page).getByRole('button', { name: 'Sign out again' }),
    good: async (page) => expect(page.getByRole('heading', { name: 'Sign in to ask for access' })).toBeVisible(),
  },
  {
    screen: 'Help',
    name: 'Sign out everywhere',
    endpoint: 'POST /auth/sign-out-everywhere',
    call: (request) => path(request) === '/auth/sign-out-everywhere',
    before: async (page) => void (await page.goto('/help')),
    act: (page) => main(page).getByRole('button', { name: 'Sign out everywhere' }).click(),
    tells: alert,
    // Any success; of the other sign-ins a session that has ended says nothing.
    leaves: /JSON|types/,
    offer: (page) => alert(page).getByRole('button', { name: 'Sign out again' }),
    good: async (page) => expect(page.getByRole('heading', { name: 'Sign in to ask for access' })).toBeVisible(),
  },
  {
    screen: 'Panel',
    name: 'a request by its link',
    endpoint: 'GET /access-requests/{id}',
    call: to('GET', /^\/access-requests\/AR-[^/]+$/),
    // The lists do not have it yet, so it is read by its id.
    before: async (page) => {
      await toMyRequests(page);
      const id = await row(page, 'Granted').getByRole('link').innerText();
      await page.route(/access-requests\?/, (route) => route.fulfill({ json: { data: [], pagination: { offset: 0, limit: 100, total: 0 } }, headers: { 'x-made-up': 'by a test' } }));
      await page.evaluate((id) => history.replaceState(null, '', `/requests/open?request=${id}`), id);
    },
    act: async (page) => void (await page.reload()),
    tells: (page) => page.getByRole('complementary').getByRole('alert'),
    says: (fault) => (fault === '404' ? 'This request cannot be found.' : undefined),
    offer: (page) => page.getByRole('complementary').getByRole('button', { name: /^(Retry|Close)$/ }).last(),
    good: async (page) => {
      // One that is not there is not asked for again; another link is.
      if (await page.getByRole('complementary').isHidden()) return;
      await expect(page.getByRole('complementary')).toContainText(/Granted|cannot be found/);
    },
  },
  {
    screen: 'Panel',
    name: 'exact resources',
    endpoint: 'GET /access-groups/{id}/units',
    call: to('GET', /^\/access-groups\/[^/]+\/units$/),
    before: (page) => toMyRequests(page),
    // Whether the panel gets the focus is not waited for: a question about the session may come first.
    act: (page) => row(page, 'Granted').getByRole('link').click(),
    tells: (page) => page.getByRole('complementary').getByRole('alert').first(),
    offer: (page) => page.getByRole('complementary').getByRole('button', { name: 'Retry' }).first(),
    good: async (page) => {
      const more = page.getByRole('complementary').getByRole('button', { name: 'Retry' });
      if (await more.first().isVisible()) await more.first().click().catch(() => {});
      await expect(page.getByRole('complementary').getByRole('listitem')).toHaveCount(2);
    },
  },
  {
    screen: 'Panel',
    name: 'the star',
    endpoint: 'POST /access-requests/{id}/favorite',
    call: to('POST', /\/favorite$/),
    before: async (page) => {
      await toMyRequests(page, '/requests/closed');
      await openPanel(page, 'Rejected');
    },
    act: (page) => page.getByRole('complementary').getByRole('button', { name: /^Favorite/ }).click(),
    tells: (page) => page.getByRole('complementary').getByRole('alert'),
    says: (_, unknown) => lostEffect(unknown),
    // Where the first click was held up until all was well, a second one would take the star away.
    offer: (page) => page.getByRole('complementary').getByRole('button', { name: /^Favorite/, pressed: false }),
    good: async (page) => expect(page.getByRole('complementary').getByRole('button', { name: /^Favorite/ })).toHaveAttribute('aria-pressed', 'true'),
  },
  {
    screen: 'Request again',
    name: 'whether it can be',
    endpoint: 'POST /access-requests/{id}/dry-run',
    call: to('POST', /\/AR-[^/]+\/dry-run$/),
    act: openAgain,
    tells: again,
    says: (fault) => (/^(403|404|409|413)$/.test(fault) ? undefined : 'Apono could not be asked whether this can be requested again. You can still try.'),
    good: async (page) => {
      await again(page).getByRole('button', { name: 'Cancel' }).click();
      await openAgain(page);
      await why(page).fill(WORDS);
      await again(page).getByRole('button', { name: 'Submit' }).click();
      await expect(page).toHaveURL(/new=AR-/);
    },
  },
  {
    screen: 'Request again',
    name: 'Submit',
    endpoint: 'POST /access-requests/{id}/request-again',
    call: to('POST', /\/request-again$/),
    before: async (page) => {
      await openAgain(page);
      await why(page).fill(WORDS);
    },
    act: (page) => again(page).getByRole('button', { name: 'Submit' }).click(),
    tells: (page) => again(page).getByRole('alert'),
    kept: async (page) => expect(why(page)).toHaveValue(WORDS),
    offer: (page) => again(page).getByRole('button', { name: 'Submit' }),
    good: async (page) => expect(page).toHaveURL(/new=AR-/),
  },
  {
    screen: 'Access Details',
    name: 'what gives access',
    endpoint: 'GET /access-sessions',
    call: to('GET', '/access-sessions', (query) => query.has('request_ids') || query.has('request_id')),
    before: (page) => toMyRequests(page),
    act: (page) => row(page, 'Granted').getByRole('button', { name: /^View Details/ }).click(),
    tells: details,
    offer: (page) => details(page).getByRole('button', { name: 'Look again' }),
    good: async (page) => expect(details(page)).toContainText('Choose one.'),
  },
  {
    screen: 'Access Details',
    name: 'one access',
    endpoint: 'GET /access-sessions/{id}',
    call: to('GET', /^\/access-sessions\/[^/]+$/),
    before: async (page) => void (await page.goto('/access')),
    act: (page) => access(page, 'PostgreSQL Staging').getByRole('button', { name: /^Access Details of / }).click(),
    tells: details,
    offer: (page) => details(page).getByRole('button', { name: 'Look again' }),
    good: async (page) => expect(details(page)).toContainText('These details are shown only once.'),
  },
  {
    screen: 'Access Details',
    name: 'the details',
    endpoint: 'GET /access-sessions/{id}/access-details',
    call: to('GET', /\/access-details$/),
    before: async (page) => {
      await toMyRequests(page);
      await openDetails(page);
    },
    act: (page) => details(page).getByRole('button', { name: 'Show access details' }).click(),
    tells: details,
    says: (_, unknown) => (unknown ? 'The secret may be used up, although you have not seen it.' : undefined),
    offer: (page) => details(page).getByRole('button', { name: /^(Show access details|Reset credentials)$/ }),
    good: async (page) => expect(details(page)).toContainText(/Instructions|Resetting the credentials/),
  },
  {
    screen: 'Access Details',
    name: 'Reset credentials',
    endpoint: 'POST /access-sessions/{id}/reset-credentials',
    call: to('POST', /\/reset-credentials$/),
    before: async (page) => {
      await toMyRequests(page);
      await showDetails(page);
    },
    act: async (page) => {
      const reset = details(page).getByRole('button', { name: 'Reset credentials' });
      await reset.click();
      await expect(details(page).getByRole('alert')).toContainText('Reset all the same?');
      await reset.click();
    },
    tells: details,
    offer: (page) => details(page).getByRole('button', { name: 'Reset credentials' }),
    good: async (page) => expect(details(page)).toContainText('Resetting the credentials'),
  },
  {
    screen: 'New Request',
    name: 'the list',
    endpoint: 'GET /inventory/access-units',
    call: to('GET', '/inventory/access-units'),
    act: async (page) => void (await page.goto('/new/resources')),
    tells: (page) => page.getByRole('region', { name: 'Choose resources' }).getByRole('alert').first(),
    offer: retry,
    good: listed,
  },
  {
    screen: 'New Request',
    name: 'the kinds to filter by',
    endpoint: 'GET /inventory/resource-types',
    call: to('GET', '/inventory/resource-types'),
    act: async (page) => void (await page.goto('/new/resources')),
    tells: (page) => page.getByRole('alert').filter({ hasText: 'The filters could not be loaded.' }),
    offer: retry,
    good: async (page) => expect(page.getByText('The filters could not be loaded.')).toHaveCount(0),
  },
  {
    screen: 'New Request',
    name: 'the permissions to filter by',
    endpoint: 'GET /inventory/permissions',
    call: to('GET', '/inventory/permissions'),
    act: async (page) => void (await page.goto('/new/resources')),
    tells: (page) => page.getByRole('alert').filter({ hasText: 'The filters could not be loaded.' }),
    offer: retry,
    good: async (page) => expect(page.getByText('The filters could not be loaded.')).toHaveCount(0),
  },
  {
    screen: 'New Request',
    name: 'integrations to choose',
    endpoint: 'GET /inventory/integrations',
    call: to('GET', '/inventory/integrations'),
    act: async (page) => void (await page.goto('/new/integration')),
    tells: alert,
    offer: retry,
    good: async (page) => expect(page.getByRole('combobox', { name: 'Integration', exact: true }).getByRole('option').nth(1)).toBeAttached(),
  },
  {
    screen: 'New Request',
    name: 'resources of an integration',
    endpoint: 'GET /inventory/resources',
    call: to('GET', '/inventory/resources'),
    before: async (page) => {
      await page.goto('/new/integration');
      await page.getByRole('combobox', { name: 'Integration', exact: true }).selectOption({ label: 'PostgreSQL Staging · PostgreSQL' });
    },
    act: async (page) => void (await page.getByRole('combobox', { name: 'Resource Type', exact: true }).selectOption('Database')),
    tells: alert,
    offer: retry,
    good: async (page) => expect(page.getByRole('list', { name: 'Matching resources' }).getByRole('listitem').first()).toBeVisible(),
  },
  {
    screen: 'New Request',
    name: 'bundles to choose',
    endpoint: 'GET /inventory/bundles',
    call: to('GET', '/inventory/bundles'),
    act: async (page) => void (await page.goto('/new/bundle')),
    tells: alert,
    offer: retry,
    good: async (page) => expect(page.getByRole('combobox', { name: 'Bundle', exact: true }).getByRole('option').nth(1)).toBeAttached(),
  },
  {
    screen: 'New Request',
    name: 'for whom',
    endpoint: 'GET /inventory/grantees',
    call: to('GET', '/inventory/grantees'),
    act: async (page) => void (await page.goto('/new/resources')),
    tells: (page) => page.getByText('The people you may ask for could not be loaded.').locator('..').locator('..'),
    offer: (page) => page.getByRole('form', { name: 'Request details' }).getByRole('button', { name: 'Retry' }),
    good: async (page) => expect(page.getByText('The people you may ask for could not be loaded.')).toHaveCount(0),
  },
  {
    screen: 'New Request',
    name: 'what the selection needs',
    endpoint: 'POST /access-requests/dry-run',
    call: to('POST', '/access-requests/dry-run'),
    before: async (page) => {
      await toNewRequest(page);
      await page.getByRole('searchbox', { name: 'Resources' }).fill(FREE);
      await listed(page);
      await justification(page).fill(WORDS);
    },
    act: (page) => page.getByRole('checkbox', { name: `Admin on ${FREE}`, exact: true }).check(),
    tells: (page) => page.getByRole('form', { name: 'Request details' }),
    kept: async (page) => expect(justification(page)).toHaveValue(WORDS),
    offer: (page) => page.getByRole('form', { name: 'Request details' }).getByRole('button', { name: /^(Retry|Request)$/ }).first(),
    good: async (page) => expect(page.getByText(/At most 8 hours for this selection\.|Your request was sent\./)).toBeVisible(),
  },
  {
    screen: 'New Request',
    name: 'advice on the justification',
    endpoint: 'POST /justification-validation',
    call: to('POST', '/justification-validation'),
    before: async (page) => {
      await toNewRequest(page);
      await choose(page, FREE, `Admin on ${FREE}`);
    },
    act: (page) => justification(page).fill(WORDS),
    tells: null,
    quiet: 'it is advice, and sending does not wait for it',
    kept: keepsForm,
    good: async (page) => {
      await requestButton(page).click();
      await expect(page.getByText('Your request was sent.')).toBeVisible();
    },
  },
  {
    screen: 'New Request',
    name: 'Request',
    endpoint: 'POST /access-requests',
    call: to('POST', '/access-requests'),
    before: fillForm,
    act: (page) => requestButton(page).click(),
    tells: (page) => page.getByRole('form', { name: 'Request details' }),
    kept: keepsForm,
    offer: requestButton,
    good: async (page) => expect(page.getByText('Your request was sent.')).toBeVisible(),
  },
  {
    screen: 'New Request',
    name: 'what is held already',
    endpoint: 'GET /access-requests/access_units',
    call: to('GET', '/access-requests/access_units'),
    act: async (page) => void (await page.goto('/new/resources')),
    tells: null,
    quiet: 'it only marks rows; the form works without',
    good: listed,
  },
  {
    screen: 'New Request',
    name: 'Save as template',
    endpoint: 'POST /access-request-templates',
    call: to('POST', '/access-request-templates'),
    before: async (page) => {
      await toNewRequest(page);
      await choose(page, FREE, `Admin on ${FREE}`);
      await page.getByRole('button', { name: 'Save as template' }).click();
      await dialog(page, 'Save as template').getByRole('textbox', { name: 'Name' }).fill(WORDS);
    },
    act: (page) => dialog(page, 'Save as template').getByRole('button', { name: 'Save' }).click(),
    tells: (page) => dialog(page, 'Save as template'),
    kept: async (page) => expect(dialog(page, 'Save as template').getByRole('textbox', { name: 'Name' })).toHaveValue(WORDS),
    offer: (page) => dialog(page, 'Save as template').getByRole('button', { name: 'Save' }),
    good: async (page) => expect(dialog(page, 'Save as template')).toBeHidden(),
  },
  {
    screen: 'New Request',
    name: 'a template to fill in',
    endpoint: 'GET /access-request-templates/{id}',
    call: to('GET', /^\/access-request-templates\/[^/]+$/),
    before: async (page) => {
      await page.goto('/access');
      await expect(page.getByRole('link', { name: /^Use / }).first()).toBeVisible();
    },
    act: (page) => page.getByRole('link', { name: /^Use / }).first().click(),
    tells: main,
    offer: retry,
    good: async (page) => expect(page.getByRole('button', { name: 'Clear all' }).first()).toBeVisible(),
  },
  {
    screen: 'My Access',
    name: 'what works now',
    endpoint: 'GET /access-sessions',
    call: to('GET', '/access-sessions', (query) => !query.has('request_ids') && !query.has('request_id')),
    act: async (page) => void (await page.goto('/access')),
    tells: alert,
    offer: retry,
    good: async (page) => expect(page.getByRole('rowheader')).toHaveCount(3),
  },
  {
    screen: 'My Access',
    name: 'until when',
    endpoint: 'GET /access-sessions',
    call: to('GET', '/access-sessions', (query) => query.has('request_ids') || query.has('request_id')),
    act: async (page) => void (await page.goto('/access')),
    tells: main,
    says: () => 'Some end times could not be read.',
    offer: retry,
    good: async (page) => expect(access(page, 'PostgreSQL Staging')).toContainText(/left\s*until/),
  },
  {
    screen: 'My Access',
    name: 'favorites',
    endpoint: 'GET /access-requests',
    call: to('GET', '/access-requests', (query) => query.has('favorite_only')),
    act: async (page) => void (await page.goto('/access')),
    tells: (page) => shelf(page, 'Favorites'),
    offer: (page) => shelf(page, 'Favorites').getByRole('button', { name: 'Retry' }),
    good: async (page) => expect(shelf(page, 'Favorites').getByRole('listitem').first()).toBeVisible(),
  },
  {
    screen: 'My Access',
    name: 'saved templates',
    endpoint: 'GET /access-request-templates',
    call: to('GET', '/access-request-templates'),
    act: async (page) => void (await page.goto('/access')),
    tells: (page) => shelf(page, 'Saved templates'),
    offer: (page) => shelf(page, 'Saved templates').getByRole('button', { name: 'Retry' }),
    good: async (page) => expect(shelf(page, 'Saved templates').getByRole('listitem').first()).toBeVisible(),
  },
  {
    screen: 'My Access',
    name: 'Extend',
    endpoint: 'POST /access-requests/{id}/extend',
    call: to('POST', /\/extend$/),
    before: async (page) => void (await page.goto('/access')),
    act: (page) => access(page, 'PostgreSQL Staging').getByRole('button', { name: /^Extend 4 h, AR-/ }).click(),
    tells: (page) => access(page, 'PostgreSQL Staging'),
    says: (_, unknown) => lostEffect(unknown),
    offer: (page) => access(page, 'PostgreSQL Staging').getByRole('button', { name: /^Extend 4 h, AR-/ }),
    good: async (page) => expect(access(page, 'PostgreSQL Staging')).toContainText(/1\d h \d+ min left/),
  },
  {
    screen: 'My Access',
    name: 'rename a template',
    endpoint: 'PUT /access-request-templates/{id}',
    call: to('PUT', /^\/access-request-templates\//),
    before: async (page) => {
      await page.goto('/access');
      await shelf(page, 'Saved templates').getByRole('button', { name: 'Rename Access logs' }).click();
      await dialog(page, 'Rename template').getByRole('textbox', { name: 'Name' }).fill(WORDS);
    },
    act: (page) => dialog(page, 'Rename template').getByRole('button', { name: 'Save' }).click(),
    tells: (page) => dialog(page, 'Rename template'),
    kept: async (page) => expect(dialog(page, 'Rename template').getByRole('textbox', { name: 'Name' })).toHaveValue(WORDS),
    offer: (page) => dialog(page, 'Rename template').getByRole('button', { name: 'Save' }),
    good: async (page) => expect(shelf(page, 'Saved templates').getByRole('button', { name: `Rename ${WORDS}` })).toBeVisible(),
  },
  {
    screen: 'My Access',
    name: 'delete a template',
    endpoint: 'DELETE /access-request-templates/{id}',
    call: to('DELETE', /^\/access-request-templates\//),
    before: async (page) => {
      await page.goto('/access');
      await shelf(page, 'Saved templates').getByRole('button', { name: 'Delete Access logs' }).click();
    },
    act: (page) => dialog(page, 'Delete template?').getByRole('button', { name: 'Delete' }).click(),
    tells: (page) => dialog(page, 'Delete template?'),
    offer: (page) => dialog(page, 'Delete template?').getByRole('button', { name: 'Delete' }),
    good: async (page) => expect(shelf(page, 'Saved templates').getByRole('button', { name: 'Delete Access logs' })).toHaveCount(0),
  },
  {
    screen: 'My Tasks',
    name: 'what waits',
    endpoint: 'GET /access-requests',
    person: 'Ingrid Solberg',
    call: to('GET', '/access-requests', scope('MyTasks')),
    act: async (page) => void (await page.goto('/my-tasks')),
    tells: alert,
    offer: retry,
    good: async (page) => expect(page.getByText(/All \d+ tasks? (is|are) loaded\.$/)).toBeAttached(),
  },
  {
    screen: 'My Tasks',
    name: 'what was decided',
    endpoint: 'GET /access-requests',
    person: 'Ingrid Solberg',
    call: to('GET', '/access-requests', scope('MyHistoricTasks')),
    act: async (page) => void (await page.goto('/my-tasks/history')),
    tells: alert,
    offer: retry,
    good: async (page) => expect(page.getByText(/All \d+ tasks? (is|are) loaded\.$/)).toBeAttached(),
  },
  {
    screen: 'My Tasks',
    name: 'exact permissions',
    endpoint: 'GET /access-requests/access_units',
    person: 'Ingrid Solberg',
    call: to('GET', '/access-requests/access_units'),
    before: async (_, at) => void (await asked(await at.another('Tom Becker'), at.server, 'prod-orders-eu', WORDS)),
    act: (page) => toMyTasks(page),
    tells: (page) => task(page, WORDS),
    says: () => 'The exact permissions could not be loaded.',
    offer: (page) => task(page, WORDS).getByRole('button', { name: /^Retry/ }),
    good: async (page) => expect(task(page, WORDS)).toContainText(/Exact permissions\s*prod-orders-eu/),
  },
  {
    screen: 'My Tasks',
    name: 'Approve',
    endpoint: 'POST /access-requests/{id}/approve',
    person: 'Ingrid Solberg',
    call: to('POST', /\/approve$/),
    before: async (page, at) => {
      await asked(await at.another('Tom Becker'), at.server, 'prod-orders-eu', WORDS);
      await toMyTasks(page);
    },
    act: async (page) => {
      await approve(task(page, WORDS)).click();
    },
    tells: (page) => task(page, WORDS),
    offer: (page) => task(page, WORDS).getByRole('button', { name: /^(Retry|Approve)/ }).first(),
    good: async (page) => expect(task(page, WORDS)).toContainText(/Approved by you\.|Approving in/),
  },
  {
    screen: 'My Tasks',
    name: 'Reject',
    endpoint: 'POST /access-requests/{id}/reject',
    person: 'Ingrid Solberg',
    call: to('POST', /\/reject$/),
    before: async (page, at) => {
      await asked(await at.another('Tom Becker'), at.server, 'prod-orders-eu', WORDS);
      await toMyTasks(page);
    },
    act: async (page) => {
      await reject(task(page, WORDS)).click();
      const field = reason(task(page, WORDS));
      if (await field.isVisible()) {
        await field.fill('Not today.');
        await reject(task(page, WORDS)).click();
      }
    },
    tells: (page) => task(page, WORDS),
    offer: (page) => task(page, WORDS).getByRole('button', { name: /^(Retry|Reject)/ }).first(),
    good: async (page) => expect(task(page, WORDS)).toContainText(/Rejected by you\.|Rejecting in/),
  },
  {
    screen: 'Help',
    name: 'of what to be notified',
    endpoint: 'GET /auth/notifications',
    flags: NOTIFYING,
    call: (request) => request.method() === 'GET' && path(request) === '/auth/notifications',
    act: async (page) => void (await page.goto('/help')),
    tells: (page) => main(page).getByRole('status').filter({ hasText: 'Your choice is not shown' }),
    offer: retry,
    good: async (page) => expect(notified(page)).toBeChecked(),
  },
  {
    screen: 'Help',
    name: 'turning a kind of notifications off',
    endpoint: 'PUT /auth/notifications',
    flags: NOTIFYING,
    call: (request) => request.method() === 'PUT' && path(request) === '/auth/notifications',
    before: async (page) => {
      await page.goto('/help');
      await expect(notified(page)).toBeChecked();
    },
    act: (page) => notified(page).click(),
    tells: (page) => page.getByRole('alert').filter({ hasText: 'It may not have been saved.' }),
    kept: async (page) => expect(notified(page)).toBeChecked(),
    offer: notified,
    good: async (page) => {
      await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeAttached();
      await expect(notified(page)).not.toBeChecked();
    },
  },
];
