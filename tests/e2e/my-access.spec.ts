import type { Page, Route } from '@playwright/test';
import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { MADE_UP } from './places';
import { alter, comeBack, row } from './steps';

const SESSIONS = /\/access-sessions\?(?!.*request_id)/;
const JOIN = /\/access-sessions\?.*request_id/;
/** The requests that give access now. */
const GIVING = /\/access-requests\?.*include_autogrant=true/;

async function toMyAccess(page: Page, address = '/access'): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'My Access', level: 1 })).toBeVisible();
  await expect(page.getByText(/^\d+ active/).first()).toBeVisible();
}

/** The card of one integration. */
const integration = (page: Page, name: string) => page.getByRole('region', { name });

/** The card of favorites, recent requests or templates. */
const shelf = integration;

async function fulfil(route: Route, data: unknown[]): Promise<void> {
  const pagination = { offset: 0, limit: 200, total: data.length, has_more: false };
  await route.fulfill({ json: { data, pagination }, headers: MADE_UP });
}

test('My Access shows what is active by integration, each with the time left and the word Active [requirements 4, 5, 8, 47, 59, 62, D4]', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'My Access' }).click();

  await expect(page).toHaveURL('/access');
  await expect(page).toHaveTitle('My Access · Apono Access');
  await expect(page.getByRole('heading', { name: 'My Access', level: 1 })).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: '3 active' })).toBeVisible();
  for (const name of ['AWS Staging', 'PostgreSQL Staging', 'Redis Caches']) {
    const shown = integration(page, name).getByRole('row').last();
    await expect(shown).toContainText('Active');
    await expect(shown).toContainText(/\d+ h \d+ min left\s*until /);
    await expect(shown.getByRole('button', { name: /^Access Details of / })).toBeVisible();
    await expect(shown.getByRole('link', { name: /^AR-\d+$/ })).toBeVisible();
  }
  await expect(integration(page, 'Redis Caches')).toContainText('Message from your administrator:');
  await auditEverywhere(page, 'my-access');
});

test('Access Details opens the popup with the instructions, and reads them once for one click [requirements 48, 50, 60, 61]', async ({
  page,
  server,
}) => {
  await toMyAccess(page);
  await integration(page, 'PostgreSQL Staging').getByRole('button', { name: /^Access Details of / }).click();
  const popup = page.getByRole('dialog', { name: 'Access Details' });

  await expect(popup).toContainText('These details are shown only once.');
  expect(await server.count('GET', /access-details$/)).toBe(0);
  await popup.getByRole('button', { name: 'Show access details' }).click();
  await expect(popup.getByRole('heading', { name: 'Instructions' })).toBeVisible();
  await comeBack(page);
  expect(await server.count('GET', /access-details$/)).toBe(1);
});

test('access is extended and ended from its row, ended only after a question [requirement 8, beyond 9, D10]', async ({ page, server }) => {
  await toMyAccess(page);
  const shown = integration(page, 'PostgreSQL Staging').getByRole('row').last();
  await shown.getByRole('button', { name: /^Extend 4 h, AR-/ }).click();
  await expect(shown).toContainText(/1\d h \d+ min left/);
  expect(await server.count('POST', /\/extend$/)).toBe(1);

  await shown.getByRole('button', { name: /^Revoke, AR-/ }).click();
  const question = page.getByRole('dialog', { name: 'Revoke this access?' });
  await question.getByRole('button', { name: 'Keep it' }).click();
  expect(await server.count('POST', /\/revoke$/)).toBe(0);
  await shown.getByRole('button', { name: /^Revoke, AR-/ }).click();
  await question.getByRole('button', { name: 'Revoke' }).click();
  await expect(shown).toContainText(/Revoking|Ended/);
  expect(await server.count('POST', /\/revoke$/)).toBe(1);
});

test('what ended is requested again from Recent with one click and a justification [requirements 38-44, beyond 8]', async ({ page }) => {
  await toMyAccess(page);
  await shelf(page, 'Recent').getByRole('listitem').filter({ hasText: 'Rejected' }).getByRole('button', { name: /^Request again, AR-/ }).click();
  const popup = page.getByRole('dialog', { name: 'Request again' });
  await popup.getByRole('textbox', { name: 'Justification' }).fill('The masked copy lacks the column that differs');
  await popup.getByRole('button', { name: 'Submit' }).click();

  await expect(page).toHaveURL(/\/requests\/open\?new=AR-/);
});

test('what expires while somebody reads keeps its place, offers no details any more, and is gone the next time [requirements 64, beyond 11]', async ({
  page,
  server,
}) => {
  await toMyAccess(page);
  await server.advanceClock(7 * 3600);

  const ended = integration(page, 'PostgreSQL Staging').getByRole('row').last();
  await expect(async () => {
    await comeBack(page);
    await expect(ended).toContainText('Ended', { timeout: 500 });
  }).toPass();
  await expect(ended.getByRole('button', { name: /^Access Details/ })).toHaveCount(0);
  await expect(page.getByText('1 active', { exact: true }).first()).toBeVisible();

  await page.getByRole('link', { name: 'Help' }).click();
  await page.getByRole('link', { name: 'My Access' }).first().click();
  await expect(integration(page, 'Redis Caches')).toBeVisible();
  await expect(integration(page, 'PostgreSQL Staging')).toHaveCount(0);
});

test('search and filters narrow the list, say when nothing is left, and live in the address [beyond 12]', async ({ page }) => {
  await toMyAccess(page);
  await page.getByLabel('Search active access').fill('redis read');

  await expect(page).toHaveURL('/access?search=redis%20read');
  await expect(page.getByRole('rowheader')).toHaveCount(1);
  await page.reload();
  await expect(page.getByLabel('Search active access')).toHaveValue('redis read');
  await expect(page.getByRole('rowheader')).toHaveCount(1);

  await page.getByLabel('Search active access').fill('nobody has this');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await auditEverywhere(page, 'my-access-no-match');
  await page.getByRole('button', { name: 'Clear search and filters' }).click();
  await expect(page).toHaveURL('/access');
  await expect(page.getByRole('rowheader')).toHaveCount(3);

  await page.getByRole('combobox', { name: 'Integration' }).click();
  await page.getByRole('option', { name: 'AWS Staging' }).click();
  await expect(page).toHaveURL('/access?integration=int-aws-staging');
  await expect(page.getByRole('rowheader')).toHaveCount(1);
});

test('access that several requests give shows the latest end and names them all [design 8]', async ({ page }) => {
  const SECOND = 'AR-90001';
  await alter(page, GIVING, (body) => {
    const redis = body.data.find((request: any) => request.access_groups[0].integration.id === 'int-redis-caches');
    return { ...body, data: [{ ...redis, id: SECOND, revocation_time: redis.revocation_time + 48 * 3600 }, ...body.data] };
  });
  await page.route(/request_id=AR-90001/, async (route) => {
    const all = await page.request.get(route.request().url().replace(/\?.*/, ''), { headers: { 'x-apono-tab': '1' } });
    const { data } = await all.json();
    await fulfil(route, data.filter((session: any) => session.integration.id === 'int-redis-caches'));
  });
  await toMyAccess(page);

  const shared = integration(page, 'Redis Caches').getByRole('row').last();
  await expect(shared).toContainText(/2 d \d+ h left/);
  await expect(shared).toContainText('2 requests');
  await expect(shared.getByRole('link')).toHaveCount(2);
  await expect(shared.getByRole('link', { name: SECOND })).toBeVisible();
});

test('credentials that were renewed are marked', async ({ page }) => {
  await alter(page, SESSIONS, (body) => {
    const data = body.data.map((session: any) => ({ ...session, credentials_rotated: session.integration.id === 'int-redis-caches' }));
    return { ...body, data };
  });
  await toMyAccess(page);

  await expect(integration(page, 'Redis Caches')).toContainText('Credentials rotated');
  await expect(integration(page, 'AWS Staging')).not.toContainText('Credentials rotated');
});

test('where the requests behind access cannot be read, the time left is said to be unknown, and Retry reads it [beyond 14]', async ({
  page,
  watch,
}) => {
  watch.expects(/500/);
  await page.route(JOIN, (route) => route.fulfill({ status: 500, body: '', headers: MADE_UP }));
  await toMyAccess(page);

  await expect(page.getByText('Some end times could not be read.')).toBeVisible();
  const shown = integration(page, 'Redis Caches').getByRole('row').last();
  await expect(shown).toContainText('Unknown');
  await expect(shown.getByRole('button', { name: /^Access Details of / })).toBeVisible();
  await auditEverywhere(page, 'my-access-partial');

  await page.unroute(JOIN);
  await page.getByRole('main').getByRole('button', { name: 'Retry' }).click();
  await expect(shown).toContainText(/left\s*until/);
  await expect(page.getByText('Some end times could not be read.')).toHaveCount(0);
});

test('where access cannot be loaded, the page says so, and Retry loads it [beyond 14]', async ({ page, watch }) => {
  watch.expects(/500/);
  await page.route(SESSIONS, (route) => route.fulfill({ status: 500, body: '', headers: MADE_UP }));
  await page.goto('/access');

  const alert = page.getByRole('alert');
  await expect(alert).toContainText('Your access could not be loaded. Apono has a problem of its own (error 500).');
  await auditEverywhere(page, 'my-access-failed');
  await page.unroute(SESSIONS);
  await alert.getByRole('button', { name: 'Retry' }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(3);
  await expect(alert).toHaveCount(0);
});

test.describe('somebody who holds nothing', () => {
  test.use({ person: 'Jonas Meyer' });

  test('reads what will appear here, and where to ask', async ({ page }) => {
    await page.goto('/access');

    await expect(page.getByRole('heading', { name: 'You have no active access' })).toBeVisible();
    await expect(page.getByRole('main').getByRole('link', { name: 'New Request' })).toBeVisible();
    await auditEverywhere(page, 'my-access-empty');
  });
});

test('with 500 sessions a hundred rows are drawn at a time, and at most four questions are under way at once [design 8]', async ({
  page,
}) => {
  const COUNT = 500;
  let under = 0;
  let most = 0;
  let asked = 0;
  let sample: any;
  await alter(page, SESSIONS, (body, url) => {
    sample ??= body.data[0];
    const skip = Number(url.searchParams.get('skip') ?? 0);
    const limit = Number(url.searchParams.get('limit'));
    const place = (n: number) => ({ ...sample.integration, id: `int-${n % 10}`, name: `System ${n % 10}` });
    const data = Array.from({ length: Math.max(0, Math.min(limit, COUNT - skip)) }, (_, n) => ({
      ...sample,
      id: `session-many-${skip + n}`,
      name: `Access ${String(skip + n).padStart(3, '0')}`,
      integration: place(skip + n),
    }));
    return { data, pagination: { offset: skip, limit, total: COUNT, has_more: skip + data.length < COUNT } };
  });
  await alter(page, GIVING, (body) => {
    const groups = (n: number) => [{ ...body.data[0].access_groups[0], integration: { ...body.data[0].access_groups[0].integration, id: `int-${n}` } }];
    const data = Array.from({ length: 10 }, (_, n) => ({ ...body.data[0], id: `AR-8000${n}`, access_groups: groups(n) }));
    return { data, pagination: { offset: 0, limit: 100, total: 10, has_more: false } };
  });
  await page.route(JOIN, async (route) => {
    most = Math.max(most, ++under);
    asked++;
    await new Promise((resolve) => setTimeout(resolve, 50));
    under--;
    await fulfil(route, []);
  });
  await page.goto('/access');

  await expect(page.getByText('500 active')).toBeVisible();
  await expect(page.getByRole('rowheader')).toHaveCount(100);
  await expect(page.getByRole('region', { name: 'System 0' }).getByRole('row').last()).toContainText('no request of yours');
  expect(most).toBeLessThanOrEqual(4);
  expect(asked, 'only what is in view is asked for').toBeLessThan(10);
  await page.getByRole('button', { name: 'Show 100 more' }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(200);
});

test('favorites and what ended last are at hand, three of each [beyond 8]', async ({ page }) => {
  await toMyAccess(page);

  await expect(shelf(page, 'Favorites').getByRole('listitem').first()).toBeVisible();
  await expect(shelf(page, 'Recent').getByRole('listitem')).toHaveCount(3);
});

test('a saved template can be renamed, used and deleted [beyond 8]', async ({ page, server }) => {
  await toMyAccess(page);
  const templates = shelf(page, 'Saved templates');

  await templates.getByRole('button', { name: 'Rename Access logs' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rename template' });
  const name = dialog.getByRole('textbox', { name: 'Name' });
  await expect(name).toBeFocused();
  await name.fill('  ');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('Enter a name.');
  await auditEverywhere(page, 'template-rename');
  await name.fill('Logs of everybody');
  await name.press('Enter');
  await expect(templates.getByRole('button', { name: 'Rename Logs of everybody' })).toBeVisible();
  expect(await server.count('PUT', /access-request-templates/)).toBe(1);

  await templates.getByRole('button', { name: 'Delete Logs of everybody' }).click();
  await page.getByRole('dialog', { name: 'Delete template?' }).getByRole('button', { name: 'Delete' }).click();
  await expect(templates.getByRole('button', { name: 'Delete Logs of everybody' })).toHaveCount(0);
  expect(await server.count('DELETE', /access-request-templates/)).toBe(1);

  await templates.getByRole('link', { name: /^Use / }).first().click();
  await expect(page.getByRole('heading', { name: 'New Request', level: 1 })).toBeVisible();
});
