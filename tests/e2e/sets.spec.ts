import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { choose, justification, requestButton, toMyRequests, toNewRequest } from './steps';
import type { Page } from '@playwright/test';

const head = (page: Page) => page.getByRole('row').filter({ hasText: 'Submitted together' });

/** Asks for two things that different access flows decide about. */
async function askForTwo(page: Page) {
  await toNewRequest(page);
  await choose(page, 'orders-eu', 'Read Write on prod-orders-eu', 'Admin on staging-orders-eu');
  await justification(page).fill('INC-1050: two flows at once');
  await requestButton(page).click();
  await expect(page).toHaveURL(/new=AR-.*new=AR-/);
}

test('requests of one form stand together with their progress, after a reload too [beyond 1, requirement 21]', async ({ page }) => {
  await askForTwo(page);

  await expect(head(page)).toContainText(/2 requests.*of 2 granted/);
  await expect(head(page).getByRole('progressbar', { name: 'Granted in this submission' })).toBeVisible();
  await expect(page.locator('.set-row')).toHaveCount(2);
  await auditEverywhere(page, 'set');
  await page.reload();
  await expect(head(page)).toBeVisible();
  await expect(page.locator('.set-row')).toHaveCount(2);
});

test('the panel of one shows the others, and leads to them [beyond 1]', async ({ page }) => {
  await askForTwo(page);
  const [first, second] = await page.locator('.set-row').getByRole('link').allInnerTexts();
  await page.getByRole('link', { name: first }).click();
  const panel = page.getByRole('complementary');
  await expect(panel).toContainText('Submitted together');
  await auditEverywhere(page, 'panel-set');
  await panel.getByRole('link', { name: second }).click();
  await expect(panel.getByRole('heading', { name: second, level: 2 })).toBeVisible();
});

test('a device that has forgotten shows each by itself, and says nothing [design 8]', async ({ page }) => {
  await askForTwo(page);
  const ids = await page.locator('.set-row').getByRole('link').allInnerTexts();
  await page.evaluate(() => localStorage.clear());
  await toMyRequests(page, '/requests/open');

  await expect(head(page)).toHaveCount(0);
  for (const id of ids) await expect(page.getByRole('link', { name: id })).toBeVisible();
});

test('what is kept on the device holds ids only [design 8]', async ({ page }) => {
  await askForTwo(page);
  const kept = await page.evaluate(() => Object.entries(localStorage));
  const [key, value] = kept.find(([key]) => key.endsWith(':sets')) ?? [];
  expect(key).toBe('apono:acc-northwind:usr-dana-levi:sets');
  expect(value).toMatch(/^AR-\d+\tAR-\d+$/);
});
