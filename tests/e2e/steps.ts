import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { MADE_UP } from './places';

/** What finds things in the tab: its page, or its frame in a host. */
export type Tab = Page | FrameLocator;

/** My Requests, when everything has been read. */
export async function toMyRequests(page: Page, address = '/'): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'My Requests', level: 1 })).toBeVisible();
  await expect(page.getByText(/^All \d+ requests are loaded\.$/)).toBeAttached();
}

/** Waits until all parts of the tab have come and the tasks have been read, so that nothing more is asked of the network for now. */
export async function allPartsCame(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const loaded = performance.getEntriesByType('resource').filter((entry) => 'responseEnd' in entry && entry.responseEnd);
    const parts = ['more', 'form', 'tasks'].every((part) => loaded.some(({ name }) => name.includes(`/parts/split_${part}-`)));
    return parts && loaded.some(({ name }) => name.includes('scope=MyTasks'));
  });
}

/** The row whose text fits: each row begins with its request's id. */
export function row(page: Tab, text: string | RegExp): Locator {
  return page.getByRole('row').filter({ hasText: text });
}

/** The ids of the requests in the list, from above. */
export async function ids(page: Page): Promise<string[]> {
  return page.getByRole('rowheader').allInnerTexts();
}

/** Opens the panel of the request in this row. */
export async function openPanel(page: Tab, text: string | RegExp): Promise<Locator> {
  await row(page, text).getByRole('link').click();
  const panel = page.getByRole('complementary');
  await expect(panel.getByRole('heading', { level: 2 })).toBeFocused();
  return panel;
}

/** Changes what the API answers to calls that fit, before the tab sees it. */
export async function alter(page: Page, path: string | RegExp, change: (body: any, url: URL) => any): Promise<void> {
  await page.route(path, async (route) => {
    const answer = await route.fetch();
    const body = change(await answer.json(), new URL(route.request().url()));
    await route.fulfill({ response: answer, json: body, headers: { ...answer.headers(), ...MADE_UP } });
  });
}

export const LISTS = /\/api\/client\/v1\/access-requests\?(?!.*scope=My(Historic)?Tasks)/;

/** The tab asks for changes when a person comes back to it. */
export async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
}

/** What lies in the clipboard. The context needs the permission to read it. */
export async function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The name of the access with all four forms of details: instructions, command line, link and values. */
export const DATABASE = 'PostgreSQL Staging';
/** The name of the access that has nothing secret. */
export const CONSOLE = 'AWS Staging';

/** Opens View Details of what is granted, and chooses the access of this name. */
export async function openDetails(page: Tab, access = DATABASE): Promise<Locator> {
  await row(page, 'Granted').getByRole('button', { name: /^View Details/ }).click();
  const popup = page.getByRole('dialog', { name: 'Access Details' });
  await popup.getByRole('button', { name: access }).click();
  return popup;
}

/** Opens View Details and presses the button that uses the secret up. */
export async function showDetails(page: Tab, access = DATABASE): Promise<Locator> {
  const popup = await openDetails(page, access);
  await popup.getByRole('button', { name: 'Show access details' }).click();
  await expect(popup.getByRole('heading', { name: 'Instructions' })).toBeVisible();
  return popup;
}

/** What stands beside a label among the values. */
export function value(popup: Locator, label: string): Locator {
  return popup.locator('.value').filter({ has: popup.page().getByRole('term').getByText(label, { exact: true }) }).getByRole('definition').first();
}

/** The secret, which is shown for the purpose and stays shown. */
export async function readSecret(popup: Locator): Promise<string> {
  await popup.getByRole('button', { name: 'Show Password' }).click();
  await expect(popup.getByRole('button', { name: 'Hide Password' })).toBeVisible();
  return value(popup, 'Password').innerText();
}

/** Asks for access behind the tab's back, as another window of the person would. */
export async function ask(page: Page, server: { address: string }, search: string, body: object): Promise<void> {
  const headers = { 'x-apono-tab': '1' };
  const api = `${server.address}/api/client/v1`;
  const found = await page.request.get(`${api}/inventory/access-units?search=${encodeURIComponent(search)}`, { headers });
  const { data } = await found.json();
  const none = Object.fromEntries(
    ['integration_ids', 'bundle_ids', 'resource_type_ids', 'resource_ids', 'resources', 'permission_ids'].map((of) => [`filter_${of}`, []]),
  );
  const draft = { ...none, filter_access_unit_ids: [data[0].id], ...body };
  expect((await page.request.post(`${api}/access-requests`, { headers, data: draft })).status()).toBe(200);
}

/** New Request, when the list for the address's filters is there. */
export async function toNewRequest(page: Page, address = '/new/resources'): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'New Request', level: 1 })).toBeVisible();
  await listed(page);
}

/** Waits until the list shows what is searched for. */
export async function listed(page: Tab): Promise<void> {
  await expect(matching(page, / match(es)?$| permissions match, on more than /)).toBeVisible();
  await expect(page.locator('.found')).toHaveAttribute('aria-busy', 'false');
}

/** The words above the list that say how much matches. */
export function matching(page: Tab, words: string | RegExp): Locator {
  return page.getByRole('region', { name: 'Choose resources' }).locator('.listhead').getByText(words);
}

/** Searches by name and ticks these boxes of what is found. */
export async function choose(page: Tab, search: string, ...boxes: string[]): Promise<void> {
  await page.getByRole('searchbox', { name: 'Resources' }).fill(search);
  for (const box of boxes) await page.getByRole('checkbox', { name: box, exact: true }).check();
}

export const requestButton = (page: Tab) => page.getByRole('button', { name: 'Request', exact: true });
export const duration = (page: Tab) => page.getByRole('textbox', { name: 'Duration (in Hours)' });
export const justification = (page: Tab) => page.getByRole('textbox', { name: 'Justification' });

/** Calls that send a form. */
export const CREATE = (url: URL) => url.pathname.endsWith('/api/client/v1/access-requests');

/** Both places that count the selection say so. */
export async function showsCount(page: Tab, count: string): Promise<void> {
  const words = `${count} of 1,000 resources`;
  await expect(page.locator('.listhead').getByText(words, { exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Selected' }).getByText(words, { exact: true })).toBeVisible();
}

/** Lets the test move the pages' clock. The numbers of its timers are larger than those of browsers, of which the tab keeps
 * 32 bits, so that they get numbers like those of browsers. */
export async function ownClock(page: Page): Promise<void> {
  await page.clock.install();
  await page.context().addInitScript(() => {
    const here = window as any;
    const numbers = new Map<number, number>();
    let last = 0;
    for (const [set, clear] of [['setTimeout', 'clearTimeout'], ['setInterval', 'clearInterval'], ['requestAnimationFrame', 'cancelAnimationFrame']] as const) {
      const [theirs, end] = [here[set].bind(window), here[clear].bind(window)];
      here[set] = (...args: unknown[]) => {
        numbers.set(++last, theirs(...args));
        return last;
      };
      here[clear] = (number: number) => end(numbers.get(number));
    }
  });
}
