import type { Page, Route } from '@playwright/test';
import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { CREATE, choose, duration, justification, listed, matching, requestButton, row, showsCount, toMyRequests, toNewRequest } from './steps';
import { MADE_UP } from './places';

const CREATED = /\/api\/client\/v1\/access-requests$/;

/** A filled form: production data, which needs a justification and lasts 4 hours at most. */
async function fillForm(page: Page): Promise<void> {
  await choose(page, 'prod-orders-eu', 'Read Write on prod-orders-eu');
  await duration(page).fill('2');
  await justification(page).fill('INC-1042: release orders');
}

async function keepsForm(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Remove prod-orders-eu · Read Write' })).toBeVisible();
  await expect(duration(page)).toHaveValue('2');
  await expect(justification(page)).toHaveValue('INC-1042: release orders');
}

test('New Request is reached from My Requests and begins with nothing chosen [requirements 18, 23, 24, 30, 31, 32]', async ({
  page,
}) => {
  await toMyRequests(page);
  await page.getByRole('link', { name: 'New Request' }).click();
  await listed(page);

  await expect(page.getByRole('heading', { name: 'New Request' })).toBeFocused();
  await expect(page).toHaveTitle('New Request · Apono Access');
  await expect(page).toHaveURL('/new/resources');
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - paragraph:
      - link "My Requests"
    - heading "New Request" [level=1]
    - tablist "Kind of request":
      - tab "Resources Request" [selected]
      - tab "Integration Request"
      - tab "Bundle Request"
    - tabpanel "Resources Request":
      - region "Choose resources":
        - search:
          - text: Resources
          - searchbox "Resources"
        - text: Resource Type
        - combobox "Resource Type"
        - button "Show choices of Resource Type"
        - text: Permission
        - combobox "Permission"
        - button "Show choices of Permission"
        - button "Select all matching"
        - text: /permissions match, on more than .* resources 0 of 1,000 resources/
        - list "Matching resources"
      - form "Request details":
        - region "Selected":
          - heading "Selected" [level=2]
          - text: 0 of 1,000 resources
          - paragraph: Tick what you need in the list.
        - separator
        - text: Duration (in Hours)
        - textbox "Duration (in Hours)"
        - paragraph: Leave it empty for the whole granting period.
        - text: Justification
        - textbox "Justification"
        - paragraph: Say what you need the access for. Approvers read this.
        - separator
        - paragraph: Apono may split this into several requests. You see each of them afterwards.
        - button "Request"
        - link "Cancel"
  `);
  await auditEverywhere(page, 'new-request');
});

test('a filled form shows what is selected, the cap and the button that sends it [requirements 19, 28, beyond 4]', async ({ page }) => {
  await toNewRequest(page);
  await choose(page, 'orders-eu', 'Read Write on prod-orders-eu', 'Admin on staging-orders-eu');
  await duration(page).fill('2');
  await justification(page).fill('INC-1042: release orders');

  await expect(page.getByRole('form')).toMatchAriaSnapshot(`
    - form "Request details":
      - region "Selected":
        - heading "Selected" [level=2]
        - text: 2 of 1,000 resources
        - button "Clear all"
        - list:
          - listitem:
            - text: prod-orders-eu · Read Write
            - button "Remove prod-orders-eu · Read Write"
          - listitem:
            - text: staging-orders-eu · Admin
            - button "Remove staging-orders-eu · Admin"
      - separator
      - text: Duration (in Hours)
      - textbox "Duration (in Hours)": "2"
      - paragraph: At most 4 hours for this selection. Leave it empty for the whole granting period.
  `);
  await auditEverywhere(page, 'new-request-filled');
});

test.describe('searching and filtering', () => {
  test('the search narrows the list to names, and its address keeps it [requirements 20, 24, beyond 5]', async ({ page }) => {
    await toNewRequest(page);
    await page.getByRole('searchbox', { name: 'Resources' }).fill('orders-eu');

    await expect(matching(page, '2 resources match')).toBeVisible();
    const list = page.getByRole('list', { name: 'Matching resources' });
    await expect(list).toContainText('PostgreSQL Production');
    await expect(list).toContainText('PostgreSQL Staging');
    await expect(page).toHaveURL('/new/resources?search=orders-eu');

    await page.reload();
    await expect(page.getByRole('searchbox', { name: 'Resources' })).toHaveValue('orders-eu');
    await expect(matching(page, '2 resources match')).toBeVisible();
  });

  test('Resource Type and Permission take several values each, and narrow together [requirements 25, 26, 27]', async ({ page }) => {
    await toNewRequest(page);
    const types = page.getByRole('combobox', { name: 'Resource Type' });
    await types.click();
    await page.getByRole('option', { name: 'PostgreSQL/Database' }).click();
    await page.getByRole('option', { name: 'AWS/S3 Bucket' }).click();
    await expect(page.getByRole('listbox', { name: 'Resource Type' }).getByRole('option', { selected: true })).toHaveCount(2);
    await auditEverywhere(page, 'new-request-types');
    await types.press('Escape');

    const permissions = page.getByRole('combobox', { name: 'Permission' });
    await permissions.fill('read w');
    await expect(page.getByRole('listbox', { name: 'Permission' }).getByRole('option')).toHaveCount(1);
    await page.getByRole('option', { name: 'Read Write' }).click();
    await permissions.press('Escape');
    await listed(page);

    const boxes = page.getByRole('checkbox', { name: / on / });
    const names = await boxes.evaluateAll((all) => all.map((box) => box.getAttribute('aria-label')));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toMatch(/^Read Write on /);
    await expect(page).toHaveURL(/type=.*&type=.*&permission=Read%20Write/);
    await page.reload();
    await expect(types).toHaveAttribute('placeholder', '2 selected');
    await expect(permissions).toHaveAttribute('placeholder', '1 selected');
  });

  test('nothing that matches is said, and one press clears search and filters', async ({ page }) => {
    await toNewRequest(page, '/new/resources?search=no-such-thing');

    await expect(page.getByRole('tabpanel')).toMatchAriaSnapshot(`
      - heading "Nothing matches" [level=2]
      - paragraph: Try a shorter name, or take filters away.
      - button "Clear search and filters"
    `);
    await auditEverywhere(page, 'new-request-no-match');
    await page.getByRole('button', { name: 'Clear search and filters' }).click();
    await listed(page);
    await expect(page.getByRole('searchbox', { name: 'Resources' })).toHaveValue('');
  });

  test('filters of a link that this person cannot have are left out, and the page says so', async ({ page }) => {
    await toNewRequest(page, '/new/resources?type=no-such-type&permission=Read%20Write');

    await expect(page.getByText('Some filters of this link are not available to you and were left out.')).toBeVisible();
    await expect(page).toHaveURL('/new/resources?permission=Read%20Write');
    await auditEverywhere(page, 'new-request-left-out');
  });

  test('the keyboard opens a filter, searches it, takes and gives back, and passes through without a change', async ({ page }) => {
    await toNewRequest(page);
    const types = page.getByRole('combobox', { name: 'Resource Type' });
    const option = (name: string) => page.getByRole('option', { name });
    await types.focus();
    await page.keyboard.press('ArrowDown');
    await expect(types).toHaveAttribute('aria-expanded', 'true');

    await page.keyboard.type('postgresql/ta');
    await expect(page.getByText('1 result, 0 selected')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(option('PostgreSQL/Table')).toHaveAttribute('aria-selected', 'true');
    await expect(types).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Enter');
    await expect(option('PostgreSQL/Table')).toHaveAttribute('aria-selected', 'false');
    await page.keyboard.press('Enter');

    await page.keyboard.press('Escape');
    await expect(types).toHaveAttribute('aria-expanded', 'false');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Clear', exact: true })).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(types).toHaveAttribute('aria-expanded', 'false');
    await expect(types).toHaveAttribute('placeholder', '1 selected');
    await types.focus();
    await page.keyboard.press('Backspace');
    await expect(types).toHaveAttribute('placeholder', 'All types');
  });
});

test.describe('choosing', () => {
  test('a resource takes all its permissions, a part of them, or none, and its chip says which [requirements 19, 28]', async ({ page }) => {
    await toNewRequest(page);
    await choose(page, 'staging-orders-eu', 'All permissions of staging-orders-eu');
    const whole = page.getByRole('checkbox', { name: 'All permissions of staging-orders-eu' });

    await expect(page.getByRole('checkbox', { name: 'Read Only on staging-orders-eu' })).toBeChecked();
    await expect(page.getByRole('button', { name: 'Remove staging-orders-eu · 3 permissions' })).toBeVisible();
    await page.getByRole('checkbox', { name: 'Admin on staging-orders-eu' }).uncheck();
    await expect(whole).toBeChecked({ indeterminate: true });
    await expect(page.getByRole('button', { name: 'Remove staging-orders-eu · 2 permissions' })).toBeVisible();
    await showsCount(page, '1');

    await page.getByRole('button', { name: 'Remove staging-orders-eu · 2 permissions' }).click();
    await expect(page.getByRole('checkbox', { name: 'Read Only on staging-orders-eu' })).not.toBeChecked();
    await expect(page.getByRole('heading', { name: 'Selected' })).toBeFocused();
  });

  test('where one permission at a time is allowed, a second takes the place of the first [D1]', async ({ page }) => {
    await toNewRequest(page);
    await choose(page, 'checkout-prod', 'View on checkout-prod', 'Edit on checkout-prod');

    await expect(page.getByRole('checkbox', { name: 'View on checkout-prod', exact: true })).not.toBeChecked();
    await expect(page.getByRole('button', { name: 'Remove checkout-prod · Edit' })).toBeVisible();
    await expect(page.getByRole('checkbox', { name: 'All permissions of checkout-prod' })).toHaveCount(0);
    await expect(page.getByRole('status').filter({ hasText: 'one permission at a time: Edit in place of View' })).toBeAttached();
  });

  test('what is chosen stays chosen while other things are searched for', async ({ page }) => {
    await toNewRequest(page);
    await choose(page, 'staging-orders-eu', 'Admin on staging-orders-eu');
    await choose(page, 'staging-checkout-eu', 'Admin on staging-checkout-eu');
    await page.getByRole('searchbox', { name: 'Resources' }).fill('staging-orders-eu');

    await expect(page.getByRole('checkbox', { name: 'Admin on staging-orders-eu' })).toBeChecked();
    await showsCount(page, '2');
    await page.getByRole('button', { name: 'Clear all' }).click();
    await expect(page.getByRole('checkbox', { name: 'Admin on staging-orders-eu' })).not.toBeChecked();
    await showsCount(page, '0');
  });

  test('many are a list of their own that can be searched [beyond 3]', async ({ page }) => {
    await toNewRequest(page, '/new/resources?search=staging-&type=postgresql-database');
    await page.getByRole('button', { name: 'Select all matching' }).click();
    await expect(page.getByText(/^\d+ resources are selected\.$/)).toBeVisible();
    await page.getByRole('button', { name: /^\+\d+ more$/ }).click();

    await page.getByRole('searchbox', { name: 'Find in the selection' }).fill('staging-orders-eu');
    const list = page.getByRole('list', { name: 'Selected resources' });
    await expect(list.getByRole('listitem')).toHaveCount(1);
    await auditEverywhere(page, 'new-request-many');
    await list.getByRole('button', { name: 'Remove staging-orders-eu' }).click();
    await expect(list.getByRole('listitem')).toHaveCount(0);
  });

  test('the keyboard goes through the list: one Tab stop, arrows move, Space ticks', async ({ page }) => {
    await toNewRequest(page, '/new/resources?search=orders-eu');
    await page.getByRole('button', { name: 'Select all matching' }).focus();
    await page.keyboard.press('Tab');
    if (await page.getByRole('list', { name: 'Matching resources' }).evaluate((list) => list === document.activeElement)) {
      await page.keyboard.press('Tab');
    }
    const focused = page.locator(':focus');
    await expect(focused).toHaveAccessibleName('All permissions of prod-orders-eu');
    await page.keyboard.press('ArrowDown');
    await expect(focused).toHaveAccessibleName('Read Only on prod-orders-eu');
    await page.keyboard.press('Space');
    await expect(page.getByRole('checkbox', { name: 'Read Only on prod-orders-eu' })).toBeChecked();
    await page.keyboard.press('End');
    await expect(focused).toHaveAccessibleName(/ on staging-orders-eu$/);
    await page.keyboard.press('Home');
    await expect(focused).toHaveAccessibleName('All permissions of prod-orders-eu');
  });
});

test.describe('with 100,000 resources', () => {
  test.use({ world: 'big' });

  test('scrolling loads further pages, and few rows exist at a time [requirement 20]', async ({ page }) => {
    await toNewRequest(page);
    const list = page.getByRole('list', { name: 'Matching resources' });
    const shown = page.getByText(/^Showing [\d,]+ resources\. More load as you scroll\.$/);
    await expect(shown).toBeVisible();
    const before = await shown.innerText();
    await list.evaluate((region) => region.scrollTo(0, region.scrollHeight));

    await expect(shown).not.toHaveText(before);
    await expect(list.getByRole('listitem').filter({ visible: true }).first()).toBeVisible();
    expect(await list.getByRole('listitem').count()).toBeLessThan(80);
  });

  test('Select all matching stops at 1,000 resources and says that more match; 1,000 can be sent, the 1,001st is refused [requirement 29, D12, beyond 3]', async ({
    page,
    server,
  }) => {
    await toNewRequest(page, '/new/resources?type=elasticsearch-index&permission=Read');
    await page.getByRole('button', { name: 'Select all matching' }).click();

    await expect(
      page.getByText('1,000 resources are selected. More match, but one request holds at most 1,000. Narrow the search to choose others.'),
    ).toBeVisible();
    await showsCount(page, '1,000');
    await auditEverywhere(page, 'new-request-full');

    await page.getByRole('searchbox', { name: 'Resources' }).fill('prod-access-logs');
    const oneMore = page.getByRole('checkbox', { name: 'Read on prod-access-logs', exact: true });
    await expect(oneMore).toBeVisible();
    // It came first in the list and may be among the thousand; then another one is the 1,001st.
    const unticked = (await oneMore.isChecked()) ? 'staging-orders-eu' : 'prod-access-logs';
    const filters = page.getByRole('combobox');
    for (const filter of await filters.all()) {
      await filter.press('Escape');
      await filter.press('Backspace');
    }
    await page.getByRole('searchbox', { name: 'Resources' }).fill(unticked);
    const box = page.getByRole('checkbox', { name: new RegExp(` on ${unticked}$`) }).first();
    await box.click();
    await expect(
      page.getByText(`At most 1,000 resources can be selected, so ${unticked} was not added. Remove some, or send this request first.`),
    ).toBeVisible();
    await expect(box).not.toBeChecked();
    await showsCount(page, '1,000');

    await requestButton(page).click();
    await expect(page.getByText('Your request was sent.')).toBeVisible();
    await expect(row(page, '+999 more')).toHaveCount(1);
    expect(await server.count('POST', CREATED)).toBe(1);
  });
});

test.describe('Duration (in Hours)', () => {
  for (const [typed, words] of [
    ['0', 'Enter more than 0 hours.'],
    ['-1', 'Enter more than 0 hours.'],
    ['abc', 'Enter hours as a number, for example 4 or 1.5.'],
    ['1e9', 'Enter hours as a number, for example 4 or 1.5.'],
    ['1000000000', 'Enter at most 4 hours.'],
    ['4.01', 'Enter at most 4 hours.'],
  ]) {
    test(`${typed} is refused at the field, and nothing is sent [requirement 30, D6]`, async ({ page, server }) => {
      await toNewRequest(page);
      await fillForm(page);
      await expect(page.getByText('At most 4 hours for this selection.')).toBeVisible();
      await duration(page).fill(typed);
      await requestButton(page).click();

      await expect(duration(page)).toBeFocused();
      await expect(duration(page)).toHaveAttribute('aria-invalid', 'true');
      await expect(duration(page)).toHaveAccessibleDescription(new RegExp(words.replace(/[.()]/g, '\\$&')));
      await expect(duration(page)).toHaveValue(typed);
      expect(await server.count('POST', CREATED)).toBe(0);
    });
  }

  test('what is wrong is shown at its field, wide and narrow, in every theme', async ({ page }) => {
    await toNewRequest(page);
    await fillForm(page);
    await duration(page).fill('9');
    await justification(page).fill('   ');
    await requestButton(page).click();
    await expect(page.getByText('Enter at most 4 hours.')).toBeVisible();
    await auditEverywhere(page, 'new-request-errors');
  });

  test('a fraction of an hour is taken, and asks for no more [D6]', async ({ page }) => {
    await toNewRequest(page);
    await fillForm(page);
    await duration(page).fill('0.5');
    await requestButton(page).click();

    await expect(row(page, 'prod-orders-eu').first()).toContainText('30 minutes');
  });

  test('left empty it asks for the whole granting period [D6]', async ({ page }) => {
    await toNewRequest(page);
    await fillForm(page);
    await duration(page).fill('');
    await requestButton(page).click();

    await expect(row(page, 'prod-orders-eu').first()).toContainText('Whole period');
  });
});

test('a justification of blanks does not count, and nothing is sent [requirement 31, D13]', async ({ page, server }) => {
  await toNewRequest(page);
  await fillForm(page);
  await justification(page).fill(' \n ');
  await requestButton(page).click();

  await expect(justification(page)).toBeFocused();
  await expect(justification(page)).toHaveAccessibleDescription(/Say why you need this access\./);
  expect(await server.count('POST', CREATED)).toBe(0);
});

test('without anything selected nothing is sent, and the focus goes to the search [requirement 28]', async ({ page, server }) => {
  await toNewRequest(page);
  await justification(page).fill('INC-1042');
  await requestButton(page).click();

  await expect(page.getByRole('alert').filter({ hasText: 'Select at least one resource.' })).toBeVisible();
  await expect(page.getByRole('searchbox', { name: 'Resources' })).toBeFocused();
  expect(await server.count('POST', CREATED)).toBe(0);
});

test.describe('nothing that was typed is lost [done-when 4, beyond 14]', () => {
  const refuse = (status: number, body: object = {}) => async (route: Route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status, json: body, headers: MADE_UP })
      : route.fallback();

  for (const [status, body, what, after] of [
    [500, {}, 'Apono has a problem of its own (error 500).', 'It may have been sent all the same: look at Open Requests'],
    [409, { message: 'This has changed.' }, 'This has changed.', 'Nothing was sent, and your form is kept.'],
    [413, { message: 'Too much.' }, 'Too much.', 'Nothing was sent, and your form is kept.'],
    [429, {}, 'Apono is busy and asks to wait a little.', 'Nothing was sent, and your form is kept.'],
    [403, {}, 'You may not do this.', 'Nothing was sent, and your form is kept.'],
  ] as const) {
    test(`when the form is answered with ${status}, and the next press sends it`, async ({ page, server, watch }) => {
      watch.expects(new RegExp(` ${status} `));
      await page.route(CREATE, refuse(status, body));
      await toNewRequest(page);
      await fillForm(page);
      await requestButton(page).click();

      const alert = page.getByRole('alert').filter({ hasText: what });
      await expect(alert).toContainText(after);
      await keepsForm(page);
      // One whose effect is unknown, and one for those that did nothing.
      if (status === 500 || status === 409) await auditEverywhere(page, `new-request-${status}`);
      await page.unroute(CREATE);
      await requestButton(page).click();
      await expect(page.getByText('Your request was sent.')).toBeVisible();
      expect(await server.count('POST', CREATED)).toBe(1);
    });
  }

  test('when the service objects to a field, its words stand at the field', async ({ page, watch }) => {
    watch.expects(/ 400 /);
    await page.route(CREATE, refuse(400, { message: 'Name the ticket.', field: 'justification' }));
    await toNewRequest(page);
    await fillForm(page);
    await requestButton(page).click();

    await expect(justification(page)).toHaveAccessibleDescription(/Name the ticket\./);
    await expect(justification(page)).toBeFocused();
    await keepsForm(page);
  });

  test('off line', async ({ page, context, server, watch }) => {
    watch.expects(/ERR_INTERNET_DISCONNECTED/);
    await toNewRequest(page);
    await fillForm(page);
    await expect(page.getByText('At most 4 hours for this selection.')).toBeVisible();
    await context.setOffline(true);
    await requestButton(page).click();

    await expect(page.getByRole('alert')).toContainText('There is no connection to the server.');
    await keepsForm(page);
    await context.setOffline(false);
    await requestButton(page).click();
    await expect(page.getByText('Your request was sent.')).toBeVisible();
    expect(await server.count('POST', CREATED)).toBe(1);
  });

  test('when the answer is lost after the form arrived: the page says that it may have been sent, and sends nothing by itself', async ({
    page,
    server,
    watch,
  }) => {
    watch.expects(/ERR_CONNECTION_RESET/);
    await page.route(CREATE, async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await toNewRequest(page);
    await fillForm(page);
    await requestButton(page).click();

    const alert = page.getByRole('alert');
    await expect(alert).toContainText('It may have been sent all the same: look at Open Requests before you press Request again.');
    await expect(alert.getByRole('link', { name: 'Look at Open Requests' })).toBeVisible();
    await keepsForm(page);
    expect(await server.count('POST', CREATED)).toBe(1);
  });

  test('when the session ends in the middle of the form: signing in again in a window keeps it, and the next press sends it [design 8]', async ({
    page,
    context,
    server,
    watch,
  }) => {
    watch.expects(/ 401 /);
    await toNewRequest(page);
    await fillForm(page);
    await expect(page.getByText('At most 4 hours for this selection.')).toBeVisible();
    await server.endSessions();
    await requestButton(page).click();

    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await (await opened).getByRole('button', { name: 'Dana Levi' }).click();
    await expect(page.getByRole('dialog', { name: 'Your session has ended' })).toBeHidden();
    await expect(page.getByText('You are signed in again. Press Request to send your form.')).toBeVisible();
    await keepsForm(page);
    await auditEverywhere(page, 'new-request-renewed');
    expect(await server.count('POST', CREATED)).toBe(0);

    await requestButton(page).click();
    await expect(page.getByText('Your request was sent.')).toBeVisible();
    expect(await server.count('POST', CREATED)).toBe(1);
  });
});

test.describe('the form is sent once', () => {
  test('by a double click', async ({ page, server }) => {
    await toNewRequest(page);
    await fillForm(page);
    await requestButton(page).dblclick();

    await expect(page.getByText('Your request was sent.')).toBeVisible();
    await expect(row(page, 'prod-orders-eu')).toHaveCount(1);
    expect(await server.count('POST', CREATED)).toBe(1);
  });

  test('by Enter held down', async ({ page, server }) => {
    await toNewRequest(page);
    await fillForm(page);
    await duration(page).focus();
    for (let press = 0; press < 15; press++) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');

    await expect(page.getByText('Your request was sent.')).toBeVisible();
    expect(await server.count('POST', CREATED)).toBe(1);
  });
});

test.describe('leaving a filled form asks first', () => {
  const question = (page: Page) => page.getByRole('dialog', { name: 'Leave this form?' });

  test('by a link: Stay keeps everything, Leave goes there', async ({ page }) => {
    await toNewRequest(page);
    await fillForm(page);
    await page.getByRole('link', { name: 'Cancel' }).click();

    await expect(question(page)).toMatchAriaSnapshot(`
      - dialog "Leave this form?":
        - heading "Leave this form?" [level=2]
        - button "Close"
        - paragraph: Nothing has been sent. What you selected and typed will be lost.
        - button "Leave"
        - button "Stay"
    `);
    await auditEverywhere(page, 'new-request-leave');
    await question(page).getByRole('button', { name: 'Stay' }).click();
    await keepsForm(page);
    await expect(page).toHaveURL(/\/new\/resources/);

    await page.getByRole('link', { name: 'Cancel' }).click();
    await question(page).getByRole('button', { name: 'Leave' }).click();
    await expect(page.getByRole('heading', { name: 'My Requests' })).toBeFocused();
  });

  test('by the Back button', async ({ page }) => {
    await toMyRequests(page);
    await page.getByRole('link', { name: 'New Request' }).click();
    await fillForm(page);
    await page.goBack();

    await expect(question(page)).toBeVisible();
    await question(page).getByRole('button', { name: 'Stay' }).click();
    await keepsForm(page);
    await expect(page).toHaveURL(/\/new\/resources/);
  });

  test('by closing the window', async ({ page, watch }) => {
    watch.expects(/^dialog: /);
    await toNewRequest(page);
    await fillForm(page);
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    expect((await asked).type()).toBe('beforeunload');
    await keepsForm(page);
  });

  test('while it is being sent: who leaves before anything was sent sends nothing', async ({ page, server }) => {
    await toNewRequest(page);
    await fillForm(page);
    let release = () => {};
    const held = new Promise<void>((done) => (release = done));
    await page.route(/\/access-requests\/dry-run/, async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
    const asked = page.waitForRequest(/\/access-requests\/dry-run/);
    await requestButton(page).click();
    await asked;
    await page.getByRole('link', { name: 'Cancel' }).click();
    await expect(question(page)).toContainText('Your request is being sent and may go out all the same.');
    await question(page).getByRole('button', { name: 'Leave' }).click();
    await expect(page.getByRole('heading', { name: 'My Requests' })).toBeFocused();
    const answered = page.waitForResponse(/\/access-requests\/dry-run/);
    release();
    await answered;

    await page.getByRole('link', { name: 'New Request' }).click();
    await listed(page);
    expect(await server.count('POST', CREATED)).toBe(0);
  });

  test('but an empty one is left without a question', async ({ page }) => {
    await toNewRequest(page);
    await page.getByRole('link', { name: 'Cancel' }).click();
    await expect(page.getByRole('heading', { name: 'My Requests' })).toBeFocused();
  });
});

test.describe('somebody in no access flow', () => {
  test.use({ person: 'Jonas Meyer', flags: ['--administrator-contact', '#access-help'] });

  test('reads why there is nothing to choose from, and whom to ask [requirement 13, beyond 15]', async ({ page }) => {
    await page.goto('/new');

    await expect(page.getByRole('tabpanel')).toMatchAriaSnapshot(`
      - heading "There is nothing you can request yet" [level=2]
      - paragraph: "You are in no access flow, so there is nothing to choose from. Contact your administrator: #access-help."
    `);
    await auditEverywhere(page, 'new-request-no-flow');
  });

  test('reads it on the other two forms too [requirement 13]', async ({ page }) => {
    await page.goto('/new/integration');
    await expect(page.getByText('There is no integration that you can request. If you expected one, contact your administrator.')).toBeVisible();
    await page.getByRole('tab', { name: 'Bundle Request' }).click();
    await expect(page.getByText('There is no bundle that you can request. If you expected one, contact your administrator.')).toBeVisible();
  });
});

test.describe('what cannot be read', () => {
  test('the list: the page says so, and Retry reads it', async ({ page, server, watch }) => {
    watch.expects(/ 500 /);
    await server.fault({ path: '/inventory/access-units', kind: { answer: { status: 500 } } });
    await page.goto('/new');

    await expect(page.getByRole('alert').filter({ hasText: 'The resources could not be loaded' })).toMatchAriaSnapshot(`
      - alert:
        - heading "The resources could not be loaded" [level=2]
        - paragraph: Apono has a problem of its own (error 500).
        - button "Retry"
    `);
    await auditEverywhere(page, 'new-request-list-error');
    await page.getByRole('button', { name: 'Retry' }).click();
    await listed(page);
  });

  test('the filters: the page says so, the list is there all the same, and Retry reads them', async ({ page, server, watch }) => {
    watch.expects(/ 500 /);
    await server.fault({ path: '/inventory/resource-types', kind: { answer: { status: 500 } } });
    await toNewRequest(page);

    await expect(page.getByRole('alert').filter({ hasText: 'The filters could not be loaded.' })).toBeVisible();
    await auditEverywhere(page, 'new-request-filters-error');
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('combobox', { name: 'Resource Type' }).click();
    await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible();
  });

  test('what the selection needs: the page says so and counts a justification as required', async ({ page, server, watch }) => {
    watch.expects(/ 500 /);
    await toNewRequest(page);
    await server.fault({ path: '/dry-run', kind: { answer: { status: 500 } } });
    await choose(page, 'staging-orders-eu', 'Admin on staging-orders-eu');

    await expect(page.getByText('Apono could not be asked what this selection needs.')).toBeVisible();
    await expect(justification(page)).toHaveAttribute('aria-required', 'true');
    await auditEverywhere(page, 'new-request-rules-error');
    await page.getByRole('button', { name: 'Retry' }).click();
    await expect(page.getByText('At most 8 hours for this selection.')).toBeVisible();
    await expect(justification(page)).not.toHaveAttribute('aria-required');
  });
});

test.describe('on a narrow page', () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test('a bar at the edge keeps the count and leads to the form [mock]', async ({ page }) => {
    await toNewRequest(page);
    await choose(page, 'staging-orders-eu', 'Admin on staging-orders-eu');
    await page.getByRole('button', { name: 'Continue' }).click();

    await expect(page.getByRole('form', { name: 'Request details' })).toBeFocused();
    await expect(page.getByRole('heading', { name: 'Selected' })).toBeInViewport();
  });
});
