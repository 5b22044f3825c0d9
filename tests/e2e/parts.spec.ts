import type { Page } from '@playwright/test';
import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { allPartsCame, row, toMyRequests } from './steps';

/** A file of the tab that comes after the first load. */
const PART = (name: string) => new RegExp(`/parts/split_${name}-[0-9a-f]{16}\\.wasm$`);

/** Keeps what fits on its way until the answer is called. */
async function hold(page: Page, path: RegExp): Promise<() => void> {
  let letGo = () => {};
  const gone = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(path, async (route) => {
    await gone;
    await route.continue();
  });
  return letGo;
}

test('a first visit loads no other page, and brings the others once its data are here', async ({ page }) => {
  const order: string[] = [];
  page.on('request', (request) => order.push(new URL(request.url()).pathname));
  await toMyRequests(page);
  await allPartsCame(page);

  const firstPart = order.findIndex((path) => path.startsWith('/parts/'));
  const requests = order.findIndex((path) => path.endsWith('/access-requests'));
  expect(requests).toBeGreaterThan(0);
  expect(firstPart).toBeGreaterThan(requests);
});

test('a link to another page asks for its part before the tab runs', async ({ page }) => {
  const order: string[] = [];
  page.on('request', (request) => order.push(new URL(request.url()).pathname));
  await page.goto('/my-tasks');
  await expect(page.getByRole('heading', { name: 'My Tasks', level: 1 })).toBeVisible();

  const part = order.findIndex((path) => PART('tasks').test(path));
  const session = order.findIndex((path) => path.endsWith('/session'));
  expect(part).toBeGreaterThan(0);
  expect(part).toBeLessThan(session);
});

test('where all parts have come, every page and popup opens without a connection', async ({ page, context, watch }) => {
  await toMyRequests(page);
  await allPartsCame(page);
  watch.tolerates(/ERR_INTERNET_DISCONNECTED/);
  await context.setOffline(true);

  for (const [link, heading] of [
    ['My Access', 'My Access'],
    ['My Tasks', 'My Tasks'],
    ['Help', 'Requesting Access with Teams'],
    ['My Requests', 'My Requests'],
  ] as const) {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: link }).click();
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeFocused();
  }
  await row(page, 'Granted').getByRole('button', { name: /^View Details/ }).click();
  await expect(page.getByRole('dialog', { name: 'Access Details' })).toBeVisible();
});

test('a page that is on its way shows its outline, and its heading takes the focus when it is here', async ({ page }) => {
  const letGo = await hold(page, PART('more'));
  await toMyRequests(page);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Help' }).click();

  await expect(page.getByRole('heading', { name: 'Loading', level: 1 })).toBeFocused();
  await auditEverywhere(page, 'part-coming');
  letGo();
  await expect(page.getByRole('heading', { name: 'Requesting Access with Teams', level: 1 })).toBeFocused();
});

test('a page that does not come says so, and Try again brings it', async ({ page, watch }) => {
  watch.tolerates(/ERR_FAILED/);
  await page.route(PART('form'), (route) => route.abort());
  await toMyRequests(page);
  await page.getByRole('link', { name: 'New Request' }).click();

  const alert = page.getByRole('alert').filter({ hasText: 'This page could not be loaded' });
  await expect(alert).toBeVisible();
  await auditEverywhere(page, 'part-failed');
  await page.unroute(PART('form'));
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'New Request', level: 1 })).toBeFocused();
});

test('a popup that is on its way says so, and opens when it is here', async ({ page }) => {
  const letGo = await hold(page, PART('more'));
  await toMyRequests(page);
  await row(page, 'Granted').getByRole('button', { name: /^View Details/ }).click();

  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toBeVisible();
  letGo();
  await expect(page.getByRole('dialog', { name: 'Access Details' })).toBeVisible();
});

test('a popup that does not come says so, and the next press brings it', async ({ page, watch }) => {
  watch.tolerates(/ERR_FAILED/);
  await page.route(PART('more'), (route) => route.abort());
  await toMyRequests(page);
  const details = row(page, 'Granted').getByRole('button', { name: /^View Details/ });
  await details.click();

  await expect(page.getByText('That could not be opened')).toBeVisible();
  await expect(details).toBeFocused();
  await page.unroute(PART('more'));
  await details.click();
  await expect(page.getByRole('dialog', { name: 'Access Details' })).toBeVisible();
});
