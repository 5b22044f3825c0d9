import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { row, toMyRequests } from './steps';
import type { Page } from '@playwright/test';

const search = (page: Page) => page.getByRole('searchbox', { name: 'Search requests' });
const foot = (page: Page) => page.locator('.table__foot');

async function take(page: Page, filter: 'Status' | 'Integration', choice: RegExp) {
  await page.getByRole('combobox', { name: filter }).click();
  await page.getByRole('option', { name: choice }).click();
  await page.keyboard.press('Escape');
}

test('a word narrows the list while it is typed, stands in the address and survives a reload [beyond 5, 12]', async ({ page }) => {
  await toMyRequests(page, '/requests/closed');
  await search(page).fill('gcp');

  await expect(foot(page)).toHaveText('1 matches. Searched all 9 requests.');
  await expect(page.getByRole('rowheader')).toHaveCount(1);
  await expect(page).toHaveURL('/requests/closed?search=gcp');
  await page.reload();
  await expect(search(page)).toHaveValue('gcp');
  await expect(page.getByRole('rowheader')).toHaveCount(1);
});

test('statuses and integrations narrow the list with several values, each with its count, and Clear all takes everything away [beyond 12]', async ({ page }) => {
  await toMyRequests(page, '/requests/closed');
  await take(page, 'Status', /^Expired \(\d\)$/);
  await take(page, 'Status', /^Rejected \(1\)$/);
  await expect(row(page, 'Rejected')).toHaveCount(1);
  await expect(row(page, 'Failed')).toHaveCount(0);
  await expect(page).toHaveURL(/status=expired&status=rejected/);
  await auditEverywhere(page, 'filtered');

  await take(page, 'Integration', /^GCP/);
  await expect(page.getByRole('rowheader')).toHaveCount(1);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(page).toHaveURL('/requests/closed');
  await expect(row(page, 'Failed')).toHaveCount(1);
  await expect(search(page)).toBeFocused();
});

test('nothing that matches says so and offers to clear', async ({ page }) => {
  await toMyRequests(page);
  await search(page).fill('no such thing');

  await expect(page.getByRole('heading', { name: 'No request matches' })).toBeVisible();
  await auditEverywhere(page, 'no-match');
  await page.getByRole('tabpanel').getByRole('button', { name: 'Clear all' }).click();
  await expect(page.getByRole('rowheader').first()).toBeVisible();
});

test('opening a panel keeps the filters, and so does closing it', async ({ page }) => {
  await page.goto('/requests/closed?search=gcp');
  await page.getByRole('rowheader').getByRole('link').click();
  await expect(page).toHaveURL(/request=AR-.*search=gcp/);
  await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click();
  await expect(page).toHaveURL('/requests/closed?search=gcp');
  await expect(page.getByRole('rowheader')).toHaveCount(1);
});

test('what has the focus goes with its page by the Back button, and the tab goes on', async ({ page }) => {
  const help = page.getByRole('heading', { name: 'Requesting Access with Teams', level: 1 });
  await page.goto('/help');
  await expect(help).toBeVisible();
  await page.getByRole('link', { name: 'My Requests' }).first().click();
  await page.getByRole('combobox', { name: 'Status' }).click();
  await page.goBack();
  await expect(help).toBeFocused();

  await page.goForward();
  await page.getByRole('tab', { name: /Closed Requests/ }).click();
  await page.getByRole('button', { name: 'Rejected', exact: true }).first().focus();
  await expect(page.getByRole('tooltip').first()).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('tab', { name: /Open Requests/ })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('combobox', { name: 'Status' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
});

test('a link with a filter that nothing has says that nothing matches', async ({ page }) => {
  await page.goto('/requests/open?status=hibernating');
  await expect(page.getByRole('heading', { name: 'No request matches' })).toBeVisible();
});

test('while the history is being read, the list says how much of it has been searched [design 8]', async ({ page }) => {
  await page.route(/\/api\/client\/v1\/access-requests\?/, async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    const url = new URL(route.request().url());
    if (url.searchParams.has('statuses')) return route.fulfill({ response: answer, json: body });
    if (url.searchParams.get('skip') !== '0') return; // The second page never comes.
    body.pagination = { ...body.pagination, total: 340, has_more: true };
    await route.fulfill({ response: answer, json: body, headers: { ...answer.headers(), 'x-made-up': 'by a test' } });
  });
  await page.goto('/requests/closed?search=gcp');
  await expect(foot(page)).toHaveText('1 matches. Searched 9 of 340 requests. Loading more…');
  await expect(page.getByRole('tab', { name: /Closed Requests/ })).toContainText('at least 6 requests');
});

test.describe('10,000 requests', () => {
  test.beforeEach(async ({ server }) => {
    const body = JSON.stringify({ person: 'usr-dana-levi', requests: 10_000 });
    const answer = await fetch(`${server.address}/test/crowd`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(answer.ok).toBe(true);
  });

  test('hold few rows at a time, count all of them, and are searched without a pause', async ({ page }) => {
    await page.goto('/requests/closed');
    await expect(page.getByText(/^All 10\d+ requests are loaded\.$/)).toBeAttached({ timeout: 90_000 });

    expect(Number(await page.getByRole('table').getAttribute('aria-rowcount'))).toBeGreaterThan(10_000);
    expect(await page.getByRole('rowheader').count()).toBeLessThan(300);
    // The heights of rows that were never drawn are a guess, so the end moves a little while one comes near it.
    await expect(async () => {
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await expect(page.getByRole('rowheader').last()).toBeInViewport({ timeout: 500 });
    }).toPass();
    expect(Number(await page.getByRole('row').last().getAttribute('aria-rowindex'))).toBeGreaterThan(10_000);
    expect(await page.getByRole('rowheader').count()).toBeLessThan(300);

    await page.evaluate(() => scrollTo(0, 0));
    await search(page).fill('orders service');
    await expect(foot(page)).toContainText('Searched all 10');
  });
});
