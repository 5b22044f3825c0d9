import type { BrowserContext, Page, Request } from '@playwright/test';
import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { MADE_UP } from './places';
import { LISTS, allPartsCame, comeBack, ids, row, toMyRequests } from './steps';

const ONE = /\/api\/client\/v1\/access-requests\/AR-\d+(\?|$)/;

/** What the service says of some requests from now on, whatever the demo does with them. */
class Said {
  private readonly of = new Map<string, { status: string; description?: string }>();

  static async in(context: BrowserContext): Promise<Said> {
    const said = new Said();
    for (const path of [LISTS, ONE]) {
      await context.route(path, async (route) => {
        if (route.request().method() !== 'GET') return route.fallback();
        const answer = await route.fetch();
        const body = await answer.json();
        for (const request of body.data ?? [body]) {
          const { status, description } = said.of.get(request.id) ?? {};
          if (status) request.status = { ...request.status, status, status_description: description ?? null, description: description ?? null };
        }
        await route.fulfill({ response: answer, json: body, headers: { ...answer.headers(), ...MADE_UP } });
      });
    }
    return said;
  }

  is(status: string, ids: string[], description?: string): void {
    for (const id of ids) this.of.set(id, { status, description });
  }

  /** They are again what they are in the demo. */
  forget(): void {
    this.of.clear();
  }
}

// A question may be under way when a test has seen what it waited for.
test.afterEach(async ({ context }) => context.unrouteAll({ behavior: 'ignoreErrors' }));

const news = (page: Page) => page.locator('.toasts');

/** Writes down what screen readers hear from now on: each text that comes into a live region. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const heard: string[] = ((window as any).heard = []);
    const live = '[role=status], [role=alert], [aria-live]';
    new MutationObserver((changes) => {
      for (const { addedNodes, target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        if (!element?.closest(live)) continue;
        for (const node of addedNodes) if (node.textContent) heard.push(node.textContent);
      }
    }).observe(document.body, { subtree: true, childList: true });
  });
}

async function timesHeard(page: Page, words: string): Promise<number> {
  const heard: string[] = await page.evaluate(() => (window as any).heard);
  return heard.filter((text) => text.includes(words)).length;
}

/** The calls with which the tab asks for changes, as they go out. */
function questions(context: BrowserContext): { page: Page; at: number }[] {
  const asked: { page: Page; at: number }[] = [];
  context.on('request', (request: Request) => {
    if (LISTS.test(request.url())) asked.push({ page: request.frame().page(), at: Date.now() });
  });
  return asked;
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

test.describe('news while the tab is open', () => {
  test('access that is granted is told once, and leads to its details [requirements 35, 46, 63, D7]', async ({ page, context }) => {
    const said = await Said.in(context);
    const [, , id] = await demoIds(page);
    said.is('Granting', [id]);
    await toMyRequests(page);
    await expect(row(page, id)).toContainText('Granting');
    await listen(page);
    said.forget();

    await expect(news(page)).toContainText(`${id} was granted`);
    await expect(news(page)).toContainText(/until /);
    // News stays while the pointer is on it.
    await news(page).hover();
    await auditEverywhere(page, 'news');
    await expect(row(page, id)).toContainText('Granted');
    await news(page).getByRole('link', { name: 'View Details' }).click();
    await expect(page.getByRole('dialog', { name: 'Access Details' })).toBeVisible();
    await expect(page).toHaveURL(`/requests/open?request=${id}`);
    expect(await timesHeard(page, `${id} was granted`)).toBe(1);
  });

  test('a rejection is told with its reason, and leads to the request [requirements 45, 67]', async ({ page, context }) => {
    const said = await Said.in(context);
    await toMyRequests(page);
    const [id] = await ids(page);
    await listen(page);
    said.is('Rejected', [id], 'Please use the replica.');
    await comeBack(page);

    await expect(news(page)).toContainText(`${id} was rejected`);
    await expect(news(page)).toContainText('Please use the replica.');
    await news(page).getByRole('link', { name: 'Look at it' }).click();
    await expect(page).toHaveURL(`/requests/closed?request=${id}`);
    await expect(page.getByRole('complementary')).toContainText('Please use the replica.');
    expect(await timesHeard(page, `${id} was rejected`)).toBe(1);
  });

  for (const [status, words] of [['Expired', 'has expired'], ['Revoked', 'was revoked'], ['Failed', 'failed']]) {
    test(`${status} is told, and the row says it too`, async ({ page, context }) => {
      const said = await Said.in(context);
      await toMyRequests(page);
      const [, , id] = await ids(page);
      said.is(status, [id]);
      await comeBack(page);
      await expect(news(page)).toContainText(`${id} ${words}`);
      await expect(row(page, id)).toContainText('Moved to Closed Requests');
    });
  }

  test("an end in fifteen minutes by the service's clock is told once, and again only after it was moved [beyond 6]", async ({ page, server }) => {
    await toMyRequests(page);
    const id = (await ids(page))[2];
    await listen(page);
    const left = await secondsLeft(page, server.address, id);
    // Half a minute off the whole one: the header has whole seconds.
    let ahead = left - 13.5 * 60;
    await page.route('**/api/**', async (route) => {
      const answer = await route.fetch();
      const date = new Date(Date.now() + ahead * 1_000).toUTCString();
      await route.fulfill({ response: answer, headers: { ...answer.headers(), date, ...MADE_UP } });
    });
    await comeBack(page);

    await expect(news(page)).toContainText(`${id} expires soon: 14 min left`);
    await news(page).getByRole('button', { name: 'Close' }).click();
    ahead += 60;
    await comeBack(page);
    await expect(row(page, id)).toContainText('13 min left');
    await pause(1_500);
    expect(await timesHeard(page, `${id} expires soon`)).toBe(1);
  });

  test('several at once are one piece of news with a link to the list, heard once', async ({ page, context }) => {
    const said = await Said.in(context);
    const all = await demoIds(page);
    said.is('Granting', all);
    await toMyRequests(page);
    await expect(row(page, 'Granting')).toHaveCount(3);
    await page.getByRole('link', { name: 'Help' }).click();
    await listen(page);
    said.is('Active', all);

    await expect(news(page)).toContainText('3 requests were granted');
    await news(page).getByRole('link', { name: 'Show the list' }).click();
    await expect(page).toHaveURL('/requests/open');
    await expect(row(page, 'Granted')).toHaveCount(3);
    expect(await timesHeard(page, 'granted')).toBe(1);
  });

  test('changes of several kinds are counted in one', async ({ page, context }) => {
    const said = await Said.in(context);
    await toMyRequests(page);
    const [first, second, third] = await ids(page);
    said.is('Rejected', [first, second]);
    said.is('Expired', [third]);
    await comeBack(page);
    await expect(news(page)).toContainText('3 changes');
    await expect(news(page)).toContainText('2 requests were rejected, 1 request has expired.');
  });

  test('what was so when the tab was opened, and what the person does here, is no news', async ({ page }) => {
    await toMyRequests(page);
    await listen(page);
    const [id] = await ids(page);
    await row(page, id).getByRole('button', { name: /^Cancel request/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel request' }).click();
    await expect(row(page, id)).toContainText('Revoked');
    await expect(news(page)).not.toBeEmpty();
    await pause(3_000);
    for (const words of ['was revoked', 'was granted', 'has expired']) expect(await timesHeard(page, words)).toBe(0);
  });

  test('behind a dialog, where nobody hears it, news waits until the dialog is closed', async ({ page, context }) => {
    const said = await Said.in(context);
    await toMyRequests(page);
    const [first, second] = await ids(page);
    await row(page, first).getByRole('button', { name: /^Cancel request/ }).click();
    await listen(page);
    said.is('Rejected', [second]);
    await comeBack(page);
    await expect(row(page, second)).toContainText('Rejected');
    await pause(1_500);
    expect(await timesHeard(page, 'was rejected')).toBe(0);
    await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
    await expect(news(page)).toContainText(`${second} was rejected`);
    expect(await timesHeard(page, 'was rejected')).toBe(1);
  });
});

test.describe('a list that somebody reads', () => {
  test('a row that moves keeps the focus and its place [beyond 11]', async ({ page, context }) => {
    const said = await Said.in(context);
    await toMyRequests(page);
    const before = await ids(page);
    const button = row(page, before[1]).getByRole('button', { name: /^Cancel request/ });
    await button.focus();
    const place = await row(page, before[2]).boundingBox();
    said.is('Rejected', [before[1]], 'No.');
    await comeBack(page);

    await expect(row(page, before[1])).toContainText('Moved to Closed Requests');
    expect(await ids(page)).toEqual(before);
    // The button that had the focus is not offered any more; the row has it.
    await expect(row(page, before[1]).getByRole('link')).toBeFocused();
    expect((await row(page, before[2]).boundingBox())?.width).toBe(place?.width);
  });

  test('a row that no longer fits the filters stays and says so, and does not count [beyond 11, 12]', async ({ page, context }) => {
    const said = await Said.in(context);
    await page.goto('/requests/open?status=pending-approval');
    await expect(page.getByText('2 match. Searched all 9 requests.')).toBeAttached();
    const before = await ids(page);
    expect(before).toHaveLength(2);
    said.is('Active', [before[0]]);
    await comeBack(page);
    await expect(row(page, before[0])).toContainText('No longer fits the filters');
    expect(await ids(page)).toEqual(before);
    await expect(page.getByText('1 matches. Searched all 9 requests.')).toBeVisible();
  });

  test('what comes in above the row under the pointer waits until the pointer leaves', async ({ page, context }) => {
    await toMyRequests(page);
    const before = await ids(page);
    await row(page, before[1]).hover();
    const other = await context.newPage();
    await again(other);

    await expect(page.getByText('1 new request is shown when you leave the list.')).toBeVisible();
    await expect(page.getByRole('tab', { name: 'Open Requests 4 requests' })).toBeVisible();
    expect(await ids(page)).toEqual(before);
    await page.getByRole('heading', { level: 1 }).hover();
    await expect(page.getByRole('rowheader')).toHaveCount(4);
  });

  test('a row that has left goes when nobody has been at the list for two minutes', async ({ page, context }) => {
    await page.clock.install();
    const said = await Said.in(context);
    await toMyRequests(page);
    const before = await ids(page);
    said.is('Rejected', [before[0]]);
    await comeBack(page);
    await expect(row(page, before[0])).toContainText('Moved to Closed Requests');
    await page.clock.runFor(60_000);
    expect(await ids(page)).toEqual(before);
    await page.clock.runFor(90_000);
    await expect(page.getByRole('rowheader')).toHaveCount(2);
  });
});

test.describe('several tabs of the browser', () => {
  test('ask together no more often than one, and the second goes on when the first closes [design 8]', async ({ page, context }) => {
    const said = await Said.in(context);
    said.is('Granting', [(await demoIds(page))[2]]);
    await toMyRequests(page);
    const other = await context.newPage();
    await toMyRequests(other);
    await expect(row(other, 'Granting')).toBeVisible();

    await pause(2_000);
    const asked = questions(context);
    await pause(9_000);
    // One tab asks every 1.35 to 1.65 s.
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(asked.length).toBeLessThanOrEqual(8);

    await page.close();
    const from = asked.length;
    await expect.poll(() => asked.slice(from).filter((call) => call.page === other).length).toBeGreaterThanOrEqual(2);
  });

  test('an action in one shows in the other at once, as no news', async ({ page, context }) => {
    await toMyRequests(page);
    const other = await context.newPage();
    await toMyRequests(other);
    await listen(other);
    const [id] = await ids(page);
    await row(page, id).getByRole('button', { name: /^Cancel request/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel request' }).click();

    // Idle, the other would ask once a minute.
    await expect(row(other, id)).toContainText('Moved to Closed Requests', { timeout: 8_000 });
    await expect(other.getByRole('tab', { name: 'Closed Requests 7 requests' })).toBeVisible();
    await pause(2_000);
    expect(await timesHeard(other, 'was revoked')).toBe(0);
  });

  test('a request that is sent in one appears in the other [beyond 11]', async ({ page, context }) => {
    await toMyRequests(page);
    const other = await context.newPage();
    await again(other);
    await expect(page.getByRole('tab', { name: 'Open Requests 4 requests' })).toBeVisible({ timeout: 8_000 });
  });

  test('news is told in one of them', async ({ page, context }) => {
    const said = await Said.in(context);
    await toMyRequests(page);
    const other = await context.newPage();
    await toMyRequests(other);
    await Promise.all([listen(page), listen(other)]);
    const [id] = await ids(page);
    said.is('Rejected', [id]);
    await Promise.all([comeBack(page), comeBack(other)]);
    await expect(row(page, id)).toContainText('Rejected');
    await expect(row(other, id)).toContainText('Rejected');

    const heard = async () => (await timesHeard(page, 'was rejected')) + (await timesHeard(other, 'was rejected'));
    await expect.poll(heard).toBe(1);
    await pause(2_500);
    expect(await heard()).toBe(1);
  });

  test('another person in the same browser hears nothing', async ({ page, context }) => {
    await toMyRequests(page);
    const names = await page.evaluate(async () => {
      const { held, pending } = await navigator.locks.query();
      return [...(held ?? []), ...(pending ?? [])].map((lock) => lock.name);
    });
    for (const name of names) expect(name).toContain('acc-northwind:usr-dana-levi');
    // Without channels each tab asks for itself, and works.
    const other = await context.newPage();
    await other.addInitScript(() => {
      delete (window as any).BroadcastChannel;
      Object.defineProperty(navigator, 'locks', { value: undefined });
    });
    await toMyRequests(other);
    const answered = other.waitForResponse(LISTS);
    await comeBack(other);
    expect((await answered).ok()).toBe(true);
  });
});

test('a busy service is left alone for as long as it asks, also when the person comes back [beyond 14]', async ({ page, context, server, watch }) => {
  watch.expects(/429/);
  const said = await Said.in(context);
  said.is('Granting', [(await demoIds(page))[2]]);
  await toMyRequests(page);
  // The tasks are read a moment after the first data, and would be who is refused.
  await allPartsCame(page);
  const busy = page.waitForResponse((answer) => answer.status() === 429);
  await server.fault({ method: 'GET', path: '/access-requests', kind: { answer: { status: 429, headers: { 'retry-after': '6' }, body: '{}' } } });
  await busy;
  const asked = questions(context);
  const refused = Date.now();
  await pause(2_000);
  await comeBack(page);
  await expect.poll(() => asked.length).toBeGreaterThanOrEqual(1);
  expect(asked[0].at - refused).toBeGreaterThanOrEqual(5_900);
  await expect.poll(() => asked.length).toBeGreaterThanOrEqual(3);
});

test('while nobody sees the tab and something is in motion, its title has a mark [design 8]', async ({ page, context }) => {
  const said = await Said.in(context);
  said.is('Granting', [(await demoIds(page))[2]]);
  await toMyRequests(page);
  await expect(page).toHaveTitle('My Requests · Apono Access');
  await hide(page, true);
  await expect(page).toHaveTitle('● My Requests · Apono Access');
  const asked = questions(context);
  await pause(5_000);
  expect(asked).toHaveLength(0);
  await hide(page, false);
  await expect(page).toHaveTitle('My Requests · Apono Access');
  await expect.poll(() => asked.length).toBeGreaterThanOrEqual(1);
});

/** The ids of Open Requests in the demo, from above: two that wait and one that is granted. */
async function demoIds(page: Page): Promise<string[]> {
  const open = 'statuses=Pending&statuses=Active';
  const answer = await page.request.get(`/api/client/v1/access-requests?scope=MyRequests&limit=50&${open}`, { headers: { 'x-apono-tab': '1' } });
  const { data } = await answer.json();
  const fits = data.filter((request: any) => ['Pending', 'Active'].includes(request.status.status));
  return fits.map((request: any) => request.id);
}

async function secondsLeft(page: Page, address: string, id: string): Promise<number> {
  const [request, clock] = await Promise.all([
    page.request.get(`/api/client/v1/access-requests/${id}`, { headers: { 'x-apono-tab': '1' } }),
    page.request.get(`${address}/test/clock`),
  ]);
  return (await request.json()).revocation_time - (await clock.json()).now;
}

/** Sends what has expired once more, in this page. */
async function again(page: Page): Promise<void> {
  await toMyRequests(page, '/requests/closed');
  await row(page, 'Expired').first().getByRole('button', { name: /^Request again/ }).click();
  const popup = page.getByRole('dialog');
  await popup.getByRole('textbox', { name: 'Justification' }).fill('INC-2077: once more');
  await popup.getByRole('button', { name: 'Submit' }).click();
  await expect(page).toHaveURL(/new=AR-/);
}

/** The page believes that nobody sees it, or that somebody does again. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') });
  }, hidden);
  await comeBack(page);
}
