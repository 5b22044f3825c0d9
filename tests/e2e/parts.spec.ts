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
  const part = page.waitForRequest(PART('tasks'));
  await page.route(/\/tab-[0-9a-f]{16}_bg\.wasm$/, async (route) => {
    await part;
    await route.continue();
  });
  await page.goto('/my-tasks');
  await expect(page.getByRole('heading', { name: 'My Tasks', level: 1 })).toBeVisible();
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

test.describe('the filters of My Requests', () => {
  test('have their place kept until they come, so that nothing moves then', async ({ page }) => {
    const letGo = await hold(page, PART('more'));
    await toMyRequests(page);
    const search = page.getByRole('search', { name: 'Filters' });
    const before = await search.boundingBox();
    await expect(page.getByRole('combobox', { name: 'Status' })).toHaveCount(0);
    await auditEverywhere(page, 'filters-coming');
    letGo();

    await expect(page.getByRole('combobox', { name: 'Status' })).toBeVisible();
    expect(await search.boundingBox()).toEqual(before);
  });

  test('say where they do not come, and a press brings them', async ({ page, watch }) => {
    watch.tolerates(/ERR_FAILED/);
    await page.route(PART('more'), (route) => route.abort());
    await toMyRequests(page);
    const again = page.getByRole('button', { name: 'Load the filters again' });
    await expect(again).toBeVisible();
    await page.unroute(PART('more'));
    await again.click();

    await expect(page.getByRole('combobox', { name: 'Integration' })).toBeVisible();
  });
});

test.describe('the panel of a request', () => {
  test('shows its outline and its Close button while it is on its way, and keeps the focus on its heading', async ({ page }) => {
    const letGo = await hold(page, PART('more'));
    await toMyRequests(page);
    const link = row(page, 'Granted').getByRole('link').first();
    const id = await link.innerText();
    await link.click();
    const panel = page.getByRole('complementary', { name: id });

    await expect(panel.getByRole('heading', { name: id })).toBeFocused();
    await auditEverywhere(page, 'panel-coming');
    letGo();
    await expect(panel.getByRole('heading', { name: 'Resources' })).toBeVisible();
    await expect(panel.getByRole('heading', { name: id })).toBeFocused();
  });

  test('says where it does not come, and Try again brings it', async ({ page, watch }) => {
    watch.tolerates(/ERR_FAILED/);
    await page.route(PART('more'), (route) => route.abort());
    await toMyRequests(page);
    await row(page, 'Granted').getByRole('link').first().click();
    const panel = page.getByRole('complementary');

    await expect(panel.getByRole('alert')).toContainText('This page could not be loaded');
    await page.unroute(PART('more'));
    await panel.getByRole('button', { name: 'Try again' }).click();
    await expect(panel.getByRole('heading', { name: 'Resources' })).toBeVisible();
  });
});

test('an action whose part does not come says that nothing was done, and the next press does it', async ({ page, watch }) => {
  watch.tolerates(/ERR_FAILED/);
  await page.route(PART('more'), (route) => route.abort());
  await toMyRequests(page);
  const asked: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && asked.push(request.url()));
  const extend = row(page, 'Granted').getByRole('button', { name: /^Extend/ }).first();
  await extend.click();

  await expect(page.getByText('That could not be opened')).toBeVisible();
  expect(asked).toEqual([]);
  await page.unroute(PART('more'));
  await extend.click();
  await expect(page.getByRole('status').filter({ hasText: 'was extended' })).toBeVisible();
});
