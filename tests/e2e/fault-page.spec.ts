import type { Page } from '@playwright/test';
import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { clipboard, justification, openPanel, toMyRequests, toNewRequest } from './steps';

const TITLE = 'Something went wrong in this page';

/** Lets the next piece of the page fail, which the program cannot do without. */
async function failNext(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { cloneNode } = Node.prototype;
    Node.prototype.cloneNode = function () {
      Node.prototype.cloneNode = cloneNode;
      throw new Error('Dana Levi asked for prod-orders-eu');
    };
  });
}

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('a fault of the program itself shows a page with Reload and a report to copy, without anything of the person [beyond 14]', async ({
  page,
  watch,
}) => {
  watch.expects(/^error: The tab failed at /, /^uncaught: /);
  await toNewRequest(page);
  await justification(page).fill('INC-7: secret plans');
  await failNext(page);
  await page.getByRole('searchbox', { name: 'Resources' }).fill('staging');

  await expect(page.getByRole('heading', { name: TITLE })).toBeFocused();
  await auditEverywhere(page, 'fault');
  await page.getByText('Report for your administrator').click();
  const report = page.getByRole('textbox', { name: 'Report for your administrator' });
  await expect(report).toHaveValue(/^Fault: \S+\.rs:\d+\nBuild: \S+\.wasm\nPage: \/new\nBrowser: .+\nTime: \d{4}-/);
  await expect(report).not.toHaveValue(/Dana|Levi|INC-7|prod-orders|\/home\/|\/root\/|AR-/);
  await auditEverywhere(page, 'fault-report');
  await page.getByRole('button', { name: 'Copy report' }).click();
  await expect(page.getByRole('status')).toHaveText('Copied');
  expect(await clipboard(page)).toBe(await report.inputValue());

  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByRole('heading', { name: 'New Request', level: 1 })).toBeVisible();
});

test('a fault that is no panic, such as memory that is used up, shows the same page', async ({ page, watch }) => {
  watch.expects(/^error: The tab failed at RuntimeError\.|^uncaught: /);
  await toMyRequests(page);
  const panel = await openPanel(page, 'Granted');
  await expect(panel).toBeVisible();
  await page.evaluate(() => {
    const error = new WebAssembly.RuntimeError('memory access out of bounds');
    dispatchEvent(new ErrorEvent('error', { error }));
  });

  await expect(page.getByRole('heading', { name: TITLE })).toBeFocused();
  await page.getByText('Report for your administrator').click();
  await expect(page.getByRole('textbox')).toHaveValue(/^Fault: RuntimeError\n[^]*Page: \/requests\n/);
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByRole('complementary')).toBeVisible();
});

test('an error of a script that is not the program leaves the page as it is', async ({ page }) => {
  await toMyRequests(page);
  await page.evaluate(() => dispatchEvent(new ErrorEvent('error', { error: new TypeError('an extension of the browser') })));
  await expect(page.getByRole('heading', { name: 'My Requests' })).toBeVisible();
  await expect(page.getByRole('heading', { name: TITLE })).toHaveCount(0);
});
