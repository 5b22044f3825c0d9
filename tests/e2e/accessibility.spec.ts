import type { Page } from '@playwright/test';
import { asked, another, reject, task, toMyTasks } from './approver';
import { THEMES, audit } from './audit';
import { expect, test } from './fixtures';
import { cutOffByTextSpacing, heard, listen, moves, saidOnce, tooAlike, walkByKeyboard } from './seen';
import { alter, choose, justification, listed, openDetails, openPanel, requestButton, row, showDetails, toMyRequests, toNewRequest } from './steps';

const FREE = 'staging-orders-eu';

/** Every screen, popup and menu, as a person first meets it. */
const STATES: Record<string, (page: Page) => Promise<unknown>> = {
  'Open Requests': (page) => toMyRequests(page),
  'Closed Requests': (page) => toMyRequests(page, '/requests/closed'),
  'a filter that is open': async (page) => {
    await toMyRequests(page);
    await page.getByRole('combobox', { name: 'Status' }).click();
  },
  'no match': async (page) => {
    await toMyRequests(page);
    await page.getByRole('searchbox', { name: 'Search requests' }).fill('nothing has this name');
    await expect(page.getByRole('heading', { name: 'No request matches' })).toBeVisible();
  },
  'the panel of a request': async (page) => {
    await toMyRequests(page);
    await openPanel(page, 'Granted');
    await expect(page.getByRole('complementary').getByRole('listitem')).toHaveCount(2);
  },
  'the account menu': async (page) => {
    await toMyRequests(page);
    await page.locator('details.account summary').click();
  },
  'Resources Request with a selection': async (page) => {
    await toNewRequest(page);
    await choose(page, FREE, `Admin on ${FREE}`);
    await justification(page).fill('please');
    await expect(page.getByRole('status', { name: 'Advice on the justification' })).toBeVisible();
  },
  'Resources Request with errors': async (page) => {
    await toNewRequest(page);
    await requestButton(page).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Select at least one resource.' })).toBeVisible();
  },
  'Integration Request': async (page) => {
    await page.goto('/new/integration');
    await page.getByRole('combobox', { name: 'Integration', exact: true }).selectOption({ label: 'PostgreSQL Staging · PostgreSQL' });
    await page.getByRole('combobox', { name: 'Resource Type', exact: true }).selectOption('Database');
    await expect(page.getByRole('status').filter({ hasText: '37 resources match' })).toBeAttached();
  },
  'Bundle Request': async (page) => {
    await page.goto('/new/bundle');
    await page.getByRole('combobox', { name: 'Bundle', exact: true }).selectOption('Orders service');
    await expect(page.getByRole('status').filter({ hasText: '12 resources match' })).toBeAttached();
  },
  'Access Details with a choice': async (page) => {
    await toMyRequests(page);
    await row(page, 'Granted').getByRole('button', { name: /^View Details/ }).click();
    await expect(page.getByRole('dialog', { name: 'Access Details' })).toContainText('Choose one.');
  },
  'Access Details before they are shown': async (page) => {
    await toMyRequests(page);
    await openDetails(page);
  },
  'Access Details': async (page) => {
    await toMyRequests(page);
    await showDetails(page);
  },
  'Request again': async (page) => {
    await toMyRequests(page, '/requests/closed');
    await row(page, 'Rejected').first().getByRole('button', { name: /^Request again/ }).click();
    await expect(page.getByRole('dialog', { name: 'Request again' }).getByRole('textbox', { name: 'Justification' })).toBeFocused();
  },
  'a question before something ends': async (page) => {
    await toMyRequests(page);
    await row(page, 'Pending Approval').first().getByRole('button', { name: /^Cancel request/ }).click();
  },
  'My Access': async (page) => {
    await page.goto('/access');
    await expect(page.getByText(/^\d+ active/).first()).toBeVisible();
  },
  'My Tasks': (page) => toMyTasks(page),
  Help: async (page) => {
    // Whichever languages this build has.
    await alter(page, '**/config.json', (config) => ({ ...config, languages: ['en', 'de', 'fr'] }));
    await page.goto('/help');
    await expect(page.getByRole('combobox', { name: 'Language' })).toBeVisible();
  },
  'no such page': (page) => page.goto('/no/such/page'),
};

for (const [state, open] of Object.entries(STATES)) {
  test(`${state}: a screen reader has the whole of it, colours differ enough in every theme, nothing moves for those who asked for that, and more space cuts nothing off`, async ({
    page,
  }) => {
    await open(page);
    await expect(async () => expect(await heard(page)).toMatchSnapshot(`${state}.yml`)).toPass();
    for (const [theme, media] of Object.entries(THEMES)) {
      await page.emulateMedia(media);
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      expect(await tooAlike(page), `colours in ${theme}`).toEqual([]);
      // Of what axe looks at only colours depend on the theme, and those are measured above.
      if (theme === 'light' || process.env.TEST_ALL) await audit(page, `${state}, ${theme}`);
    }
    await page.emulateMedia(THEMES.light);
    expect(await moves(page)).toEqual([]);
    expect(await cutOffByTextSpacing(page)).toEqual([]);
    // 400 % of a window of 1280 by 1024.
    await page.setViewportSize({ width: 320, height: 256 });
    expect(await cutOffByTextSpacing(page), 'at 400 %').toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), 'nothing scrolls sideways at 400 %').toBeLessThanOrEqual(320);
  });
}

test.describe('with the keyboard alone', () => {
  for (const [state, address] of [
    ['My Requests', '/'],
    ['New Request', '/new/resources'],
    ['My Access', '/access'],
    ['Help', '/help'],
  ]) {
    test(`every step through ${state} shows where the focus is, never below something else, also at 400 %`, async ({ page }) => {
      await page.goto(address);
      if (state === 'New Request') await listed(page);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await walkByKeyboard(page, 30)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 256 });
      await page.reload();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await walkByKeyboard(page, 30), 'at 400 %').toEqual([]);
    });
  }

  test('in forced colours every step shows where the focus is', async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    await toMyRequests(page);
    expect(await walkByKeyboard(page, 30)).toEqual([]);
  });
});

test.describe('what a screen reader is told', () => {
  test('how much matches a search is said once', async ({ page }) => {
    await toNewRequest(page);
    const said = await listen(page);
    await page.getByRole('searchbox', { name: 'Resources' }).fill(FREE);
    await listed(page);
    await saidOnce(said, /\d+ resources? match/);
  });

  test('a choice is said once', async ({ page }) => {
    await toNewRequest(page);
    await page.getByRole('searchbox', { name: 'Resources' }).fill(FREE);
    await expect(page.getByRole('status').filter({ hasText: '1 resource matches' })).toBeAttached();
    const said = await listen(page);
    await page.getByRole('checkbox', { name: `Admin on ${FREE}`, exact: true }).check();
    await saidOnce(said, /1 of 1,000 resources|1 resource/);
  });

  test('what is wrong with a form is said once', async ({ page }) => {
    await toNewRequest(page);
    const said = await listen(page);
    await requestButton(page).click();
    await saidOnce(said, /Select at least one resource\./);
  });

  test('what was done is said once', async ({ page }) => {
    await toMyRequests(page);
    const waiting = row(page, 'Pending Approval').first();
    await waiting.getByRole('button', { name: /^Cancel request/ }).click();
    const said = await listen(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel request' }).click();
    await saidOnce(said, /AR-\d+ is being ended/);
  });

  test('a failure is said once', async ({ page, server, watch }) => {
    watch.expects(/ 500 /);
    await toMyRequests(page, '/requests/closed');
    const panel = await openPanel(page, 'Rejected');
    await server.fault({ method: 'POST', path: '/favorite', kind: { answer: { status: 500 } } });
    const said = await listen(page);
    await panel.getByRole('button', { name: /^Favorite/ }).click();
    await saidOnce(said, /error 500/);
  });

  test('that a list could not be read is said once', async ({ page, server, watch }) => {
    watch.expects(/ 403 /);
    await toMyRequests(page);
    await server.fault({ path: '/access-sessions', kind: { answer: { status: 403, body: '{"message":"Not today."}' } } });
    const said = await listen(page);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'My Access' }).click();
    await saidOnce(said, /Not today\./);
  });

  test('another page is told by its heading, which has the focus, and by the title', async ({ page }) => {
    await toMyRequests(page);
    const said = await listen(page);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Help' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await expect(page).toHaveTitle(/^Requesting Access with Teams/);
    expect((await said()).filter((one) => /Requesting Access with Teams/.test(one))).toEqual([]);
  });
});

test.describe('an approver', () => {
  test.use({ person: 'Ingrid Solberg' });

  test('a task that waits: colours, motion and space', async ({ page, browser, server, watch }) => {
    const tom = await another(browser, server, watch, 'Tom Becker');
    const id = await asked(tom, server, 'prod-orders-eu', 'OPS-1: for the eye');
    await toMyTasks(page);
    await expect(reject(task(page, id))).toBeVisible();
    for (const [theme, media] of Object.entries(THEMES)) {
      await page.emulateMedia(media);
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      expect(await tooAlike(page), `colours in ${theme}`).toEqual([]);
    }
    expect(await moves(page)).toEqual([]);
    expect(await cutOffByTextSpacing(page)).toEqual([]);
    expect(await walkByKeyboard(page, 30)).toEqual([]);
  });
});
