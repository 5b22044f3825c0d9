import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { MADE_UP } from './places';
import { row, toMyRequests } from './steps';

const SESSION = /\/api\/client\/v1\/session$/;
const OFFLINE = /ERR_INTERNET_DISCONNECTED/;

test('when Apono cannot be reached, the page says whom to ask and where the portal is, and goes on by itself when it answers [requirement 6]', async ({
  page,
  watch,
}) => {
  watch.expects(/503/);
  await page.route(SESSION, (route) => route.fulfill({ status: 503, body: '', headers: MADE_UP }));
  await page.goto('/access');

  await expect(page.getByRole('heading', { name: 'Apono cannot be reached' })).toBeVisible();
  await expect(page.getByText('contact your administrator')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open the Apono Portal' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible();
  await auditEverywhere(page, 'unreachable');

  await page.unroute(SESSION);
  await expect(page.getByRole('heading', { name: 'My Access', level: 1 })).toBeVisible({ timeout: 60_000 });
});

test.describe('somebody who was no user of Apono', () => {
  test.use({ person: 'Dana Levi' });

  test('presses Check again once the administrator has helped, and is let in [requirements 11, 12]', async ({ page, watch }) => {
    watch.expects(/403/);
    await page.route(SESSION, (route) => route.fulfill({ status: 403, json: { message: 'You are not a user of Apono.' }, headers: MADE_UP }));
    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'You have no Apono user yet' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Open the Apono Portal' })).toBeVisible();

    await page.unroute(SESSION);
    await page.getByRole('button', { name: 'Check again' }).click();
    await expect(page.getByRole('heading', { name: 'My Requests', level: 1 })).toBeVisible();
  });
});

test('going offline in use is said in a bar, what was read stays, and the bar goes by itself [beyond 14]', async ({ page, context, watch }) => {
  watch.tolerates(OFFLINE);
  await toMyRequests(page);
  await context.setOffline(true);

  const bar = page.getByRole('status').filter({ hasText: 'You are offline.' });
  await expect(bar).toBeVisible();
  await expect(row(page, 'Granted')).toBeVisible();
  await auditEverywhere(page, 'offline');

  await context.setOffline(false);
  await expect(bar).toHaveCount(0);
});

test('a service that stops answering is said in a bar, and the page goes on by itself [beyond 14]', async ({ page, watch }) => {
  watch.expects(/503/);
  await toMyRequests(page);
  await page.route('**/api/**', (route) => route.fulfill({ status: 503, body: '', headers: MADE_UP }));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));

  const bar = page.getByRole('status').filter({ hasText: 'Apono does not answer right now.' });
  await expect(bar).toBeVisible();
  await expect(row(page, 'Granted')).toBeVisible();
  await page.unroute('**/api/**');
  await expect(bar).toHaveCount(0, { timeout: 60_000 });
});
