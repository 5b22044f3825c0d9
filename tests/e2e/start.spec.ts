import { audit, auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { choose, listed, toMyRequests, toNewRequest } from './steps';
import { MADE_UP } from './places';

test.describe('JavaScript is off', () => {
  test.use({ javaScriptEnabled: false });

  test('a plain message says what is needed', async ({ page }) => {
    await page.goto('/');

    // Locators by text pass over this element.
    const shown = await page.locator('noscript').evaluate((message) => (message as HTMLElement).innerText);
    expect(shown).toBe('Apono Access needs JavaScript and WebAssembly. Please switch them on, or use another browser.');
    await expect(page.locator('noscript')).toBeVisible();
  });
});

test('a plain message says when WebAssembly is off', async ({ page, watch }) => {
  watch.tolerates(/was preloaded using link preload but not used/);
  await page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'WebAssembly');
  });
  await page.goto('/');

  await expect(page.getByRole('alert')).toMatchAriaSnapshot(`
    - alert:
      - heading "Apono Access could not start" [level=1]
      - paragraph: It needs WebAssembly, which this browser has switched off. Please switch it on, or use another browser.
      - link "Reload"
  `);
});

for (const [what, file] of [
  ['the program', '**/*.wasm'],
  ['its script', '**/tab-*.js'],
]) {
  test(`a plain message says when ${what} cannot be loaded`, async ({ page, watch }) => {
    watch.expects(/Failed to load resource/);
    watch.tolerates(/was preloaded using link preload but not used/);
    await page.route(file, (route) => route.abort());
    await page.goto('/requests/closed');

    await expect(page.getByRole('alert')).toMatchAriaSnapshot(`
      - alert:
        - heading "Apono Access could not start" [level=1]
        - paragraph: It could not be loaded. Check your connection and reload this page. If this goes on, contact your administrator.
        - link "Reload"
    `);
    await auditEverywhere(page, 'not-loaded');

    await page.unroute(file);
    await page.getByRole('link', { name: 'Reload' }).click();
    await expect(page.getByRole('tab', { name: 'Closed Requests', selected: true })).toBeVisible();
  });
}

test('what the tab asks first is asked once, and answered before the program is here', async ({ page }) => {
  const first = [/\/config\.json$/, /\/session$/, /\/access-requests\?scope=MyRequests&statuses=/];
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const answered = page.waitForResponse(/\/access-requests\?scope=MyRequests&statuses=/);
  await page.route('**/*.wasm', async (route) => {
    await answered;
    await route.continue();
  });

  await toMyRequests(page);

  expect(first.map((call) => asked.filter((address) => call.test(address)).length)).toEqual([1, 1, 1]);
});

test('before the program runs the page shows its outline', async ({ page }) => {
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });

  await expect(page.locator('#start-outline')).toBeVisible();
  await expect(page.getByRole('banner')).toHaveText('Apono Access');
  go();
  await expect(page.getByRole('heading', { name: 'My Requests' })).toBeVisible();
  await expect(page.locator('#start-outline')).toHaveCount(0);
});

test('while the person is not known yet, the page shows its outline and says that it loads', async ({ page, server }) => {
  await server.fault({ path: '/session', kind: { delay: 3_000 } });
  await page.goto('/');

  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toBeAttached();
  await audit(page, 'outline');
  await expect(page.getByRole('heading', { name: 'My Requests' })).toBeVisible();
});

test.describe('every page has its address and its title', () => {
  for (const [address, title, tab] of [
    ['/', 'My Requests · Apono Access', 'Open Requests'],
    ['/requests', 'My Requests · Apono Access', 'Open Requests'],
    ['/requests/open', 'My Requests · Apono Access', 'Open Requests'],
    ['/requests/closed', 'My Requests · Apono Access', 'Closed Requests'],
  ]) {
    test(`${address} shows ${tab} [requirements 22, 34]`, async ({ page }) => {
      await page.goto(address);

      await expect(page.getByRole('tab', { selected: true })).toContainText(tab);
      await expect(page).toHaveTitle(title);
    });
  }
});

test('an address that leads nowhere says so and leads to My Requests', async ({ page }) => {
  await page.goto('/no/such/page');

  await expect(page).toHaveTitle('There is no such page · Apono Access');
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - heading "There is no such page" [level=1]
    - paragraph: The link may be old or incomplete.
    - link "Go to My Requests"
  `);
  await auditEverywhere(page, 'not-found');

  await page.getByRole('link', { name: 'Go to My Requests' }).click();
  await expect(page.getByRole('heading', { name: 'My Requests' })).toBeFocused();
});

test('missing files and API paths are not answered with the page', async ({ request }) => {
  const headers = { accept: 'text/html', 'x-apono-tab': '1' };
  for (const path of ['/no-such-file.js', '/api/client/v1/nothing', '/auth/nothing']) {
    expect((await request.get(path, { headers })).status(), path).toBe(404);
  }
  expect((await request.get('/any/page', { headers })).status()).toBe(200);
});

test('a newer version on the server is offered outside of New Request, and only a click loads it [design 8]', async ({ page }) => {
  await toNewRequest(page);
  await page.route('**/api/**', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), 'x-apono-build': 'newer', ...MADE_UP } });
  });
  const notice = page.getByRole('status').filter({ hasText: 'A newer version is ready.' });
  const answered = page.waitForResponse(/search=staging-orders-eu/);
  await choose(page, 'staging-orders-eu');
  await answered;
  await listed(page);
  await expect(notice).toBeHidden();
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'My Requests' }).click();

  await expect(notice).toBeVisible();
  await auditEverywhere(page, 'newer-version');
  await page.unroute('**/api/**');
  const loaded = page.waitForEvent('load');
  await notice.getByRole('button', { name: 'Reload' }).click();
  await loaded;
  await expect(notice).toBeHidden();
});

test('the keyboard can skip to the content', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'My Requests' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeInViewport();

  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'My Requests' })).toBeFocused();
});
