import { expect } from '@playwright/test';
import { TAB, test, type Host } from './host';
import { choose, justification, listed, ownClock, requestButton, row, showDetails, type Tab } from './steps';

const LISTS = /\/api\/client\/v1\/access-requests$/;
const MINUTE = 60_000;

test('a tab that is put aside asks the service nothing, and is up to date when it is shown again', async ({ page, server, inHost }) => {
  await ownClock(page);
  const there = await inHost();
  const { tab } = there;
  await tab.getByRole('link', { name: 'New Request' }).click();
  await listed(tab);
  await choose(tab, 'staging-orders-eu', 'Admin on staging-orders-eu');
  await requestButton(tab).click();
  const mine = row(tab, 'staging-orders-eu');
  await expect(mine).toContainText(/Granting|Pending/);

  await there.tell('beforeUnload');
  await expect.poll(() => there.funcs()).toContain('readyToUnload');
  const before = await server.count('GET', LISTS);
  await page.clock.runFor(10 * MINUTE);
  expect(await server.count('GET', LISTS)).toBe(before);

  await there.tell('load', { entityId: 'requests', contentUrl: `${TAB}/teams/requests/open` });
  await expect(async () => {
    await page.clock.runFor(2_000);
    await expect(mine).toContainText('Granted', { timeout: 500 });
  }).toPass();
  expect((await there.funcs()).filter((func) => func === 'appInitialization.success')).toHaveLength(2);
});

test('a tab that is shown again for another page goes there, and hears the host as before', async ({ inHost }) => {
  const there = await inHost();
  await expect(row(there.tab, 'Granted')).toBeVisible();
  await there.tell('beforeUnload');
  await there.tell('load', { entityId: 'access', contentUrl: `${TAB}/teams/access?theme=dark` });
  await expect(there.tab.getByRole('heading', { level: 1 })).toHaveText('My Access');
  await there.tell('themeChange', 'contrast');
  await expect(there.tab.locator('html')).toHaveAttribute('data-theme', 'contrast');
});

test('a secret on the page is gone when the tab is put aside', async ({ inHost }) => {
  const there = await inHost();
  const popup = await showDetails(there.tab);
  await popup.getByRole('button', { name: 'Show Password' }).click();
  const secret = await popup.locator('.secret').first().innerText();
  expect(secret.length).toBeGreaterThan(8);
  await there.tell('beforeUnload');
  await expect(popup).toBeHidden();
  expect(await there.frame.evaluate(() => document.documentElement.outerHTML)).not.toContain(secret);
});

test('a tab that is made ready out of sight asks for nothing, and follows changes once a person is there', async ({ page, server, inHost }) => {
  await ownClock(page);
  const there = await inHost({ inBackground: true });
  await expect(there.tab.getByText(/^All \d+ requests are loaded\.$/)).toBeAttached();
  // What is open and all requests, and a moment later the tasks.
  await page.clock.runFor(1_000);
  await expect.poll(() => server.count('GET', LISTS)).toBe(3);
  await page.clock.runFor(10 * MINUTE);
  expect(await server.count('GET', LISTS)).toBe(3);
  const silent = (await there.said()).filter(({ func }) => func === 'authentication.getAuthToken').map(({ args }) => args[2]);
  expect(new Set(silent)).toEqual(new Set([true]));
  expect(await there.funcs()).not.toContain('authentication.authenticate');

  await there.tab.getByRole('heading', { level: 1 }).click();
  await expect.poll(() => server.count('GET', LISTS)).toBeGreaterThan(3);
});

test.describe('the keyboard goes in and out', () => {
  const first = (tab: Tab) => tab.getByRole('link', { name: 'Skip to the content' });
  /** The host gives the focus to the first place of the tab, or to the last one, and the tab has taken it. */
  async function enter(there: Host, forward: boolean): Promise<void> {
    await there.tell('focusEnter', forward, 1);
    await expect(there.tab.locator(':focus')).toHaveCount(1);
    if (forward) await expect(first(there.tab)).toBeFocused();
    else await expect(first(there.tab)).not.toBeFocused();
    await expect(there.page.locator('iframe')).toBeFocused();
  }

  test('the host puts the focus on the first place, or on the last one', async ({ inHost }) => {
    const there = await inHost();
    await expect(row(there.tab, 'Granted')).toBeVisible();
    await enter(there, true);
    await enter(there, false);
  });

  test('Tab past the edges gives the focus back to the host, and never from within a dialog', async ({ page, inHost }) => {
    const there = await inHost();
    await expect(row(there.tab, 'Granted')).toBeVisible();
    const returned = async () => (await there.said()).filter(({ func }) => func === 'returnFocus').map(({ args }) => args[0]);
    await enter(there, true);
    await page.keyboard.press('Shift+Tab');
    await expect.poll(returned).toEqual([false]);
    await enter(there, false);
    await page.keyboard.press('Tab');
    await expect.poll(returned).toEqual([false, true]);

    const popup = await showDetails(there.tab);
    await popup.getByRole('button', { name: 'Close' }).last().focus();
    await page.keyboard.press('Tab');
    await expect(popup).toBeVisible();
    expect(await returned()).toEqual([false, true]);
  });

  test("the host's own shortcuts are passed on, others are left to the tab", async ({ page, inHost }) => {
    const there = await inHost();
    await expect(row(there.tab, 'Granted')).toBeVisible();
    await expect.poll(() => there.funcs()).toContain('shortcutRelay.getHostShortcuts');
    await enter(there, true);
    await page.keyboard.press('Control+Shift+E');
    await page.keyboard.press('Control+Shift+F');
    const passedOn = async () => (await there.said()).filter(({ func }) => func === 'shortcutRelay.forwardShortcutEvent');
    await expect.poll(passedOn).toHaveLength(1);
    expect((await passedOn())[0]?.args[0]).toMatchObject({ code: 'KeyF', ctrlKey: true, shiftKey: true });
  });
});

test("the host's back button closes the popup first, then goes back, then leaves it to the host", async ({ inHost }) => {
  const there = await inHost();
  const { tab } = there;
  const heading = tab.getByRole('heading', { level: 1 });
  await tab.getByRole('link', { name: 'New Request' }).click();
  await expect(heading).toHaveText('New Request');
  await there.tell('backButtonPress');
  await expect(heading).toHaveText('My Requests');

  await row(tab, 'Granted').getByRole('button', { name: /^View Details/ }).click();
  const popup = tab.getByRole('dialog', { name: 'Access Details' });
  await expect(popup.getByText('Choose one.')).toBeVisible();
  await there.tell('backButtonPress');
  await expect(popup).toBeHidden();
  expect(await there.funcs()).not.toContain('navigateBack');
  await there.tell('backButtonPress');
  await expect.poll(() => there.funcs()).toContain('navigateBack');
  await expect(heading).toHaveText('My Requests');
});

test.describe('links', () => {
  test('a link to another tab of the app is followed by the host', async ({ inHost }) => {
    const there = await inHost({}, '/teams/help');
    await there.tab.getByRole('link', { name: 'My Access' }).click();
    await expect.poll(() => there.said()).toContainEqual({
      func: 'pages.currentApp.navigateTo',
      args: [{ pageId: 'access', subPageId: '/access' }],
    });
    await expect(there.tab.getByRole('heading', { level: 1 })).toHaveText('Requesting Access with Teams');
  });

  test('where the host cannot do that, the page is shown in the same frame', async ({ inHost }) => {
    const there = await inHost({ runtime: 'none' }, '/teams/help');
    await there.tab.getByRole('link', { name: 'My Access' }).click();
    await expect(there.tab.getByRole('heading', { level: 1 })).toHaveText('My Access');
    expect(await there.funcs()).not.toContain('pages.currentApp.navigateTo');
  });

  test('a link out of the tab is opened by the host', async ({ inHost }) => {
    const there = await inHost({}, '/teams/help');
    await there.tab.getByRole('link', { name: /^Open the Apono Portal/ }).click();
    await expect.poll(() => there.said()).toContainEqual({ func: 'executeDeepLink', args: ['https://portal.apono.io'] });
  });

  test('a link into the app opens what it leads to, also while the tab is open', async ({ inHost }) => {
    const there = await inHost({ subPageId: '/new/resources?search=orders' });
    await expect(there.tab.getByRole('searchbox', { name: 'Resources' })).toHaveValue('orders');
    const context = { app: { theme: 'default', locale: 'en-us', host: { name: 'Teams' } }, page: { id: 'requests', subPageId: '/access?search=staging', frameContext: 'content' } };
    await there.tell('contextChange', context);
    await expect(there.tab.getByRole('heading', { level: 1 })).toHaveText('My Access');
  });

  test.describe('with the id of the app', () => {
    test.use({
      flags: async ({ flags }, use) => use([...flags, '--teams-app-id', '44444444-4444-4444-8444-444444444444']),
    });

    test('Copy link makes a link that opens the request in Teams', async ({ context, inHost }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const there = await inHost({ allow: 'clipboard-read; clipboard-write' });
      await row(there.tab, 'Granted').getByRole('link').click();
      await there.tab.getByRole('button', { name: 'Copy link' }).click();
      await expect.poll(() => there.frame.evaluate(() => navigator.clipboard.readText())).toMatch(
        /^https:\/\/teams\.microsoft\.com\/l\/entity\/44444444-4444-4444-8444-444444444444\/requests\?webUrl=https%3A%2F%2Faccess\.example\.test%2Frequests%2Fopen%3Frequest%3D\S+&context=\S+$/,
      );
      const link = await there.frame.evaluate(() => navigator.clipboard.readText());
      const { subEntityId } = JSON.parse(new URL(link).searchParams.get('context') ?? '');
      expect(subEntityId).toMatch(/^\/requests\/open\?request=/);
    });
  });
});

test('a form that is half filled in survives the end of the sign-in, which is renewed in a window of the host', async ({ page, server, inHost, watch }) => {
  watch.expects(/ 401 /);
  const there = await inHost();
  const { tab } = there;
  await tab.getByRole('link', { name: 'New Request' }).click();
  await listed(tab);
  await choose(tab, 'staging-orders-eu', 'Admin on staging-orders-eu');
  await justification(tab).fill('INC-7: nobody should have to type this twice');
  await server.endSessions();
  // Whatever asks the service first finds out.
  await there.frame.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  const ended = tab.getByRole('dialog', { name: 'Your session has ended' });
  await expect(ended).toBeVisible();

  const opened = page.context().waitForEvent('page');
  await ended.getByRole('button', { name: 'Sign in' }).click();
  const window = await opened;
  await window.getByRole('button', { name: 'Dana Levi' }).click();
  await window.getByRole('button', { name: 'Yes, this is my account' }).click();
  await expect(ended).toBeHidden();
  await expect(justification(tab)).toHaveValue('INC-7: nobody should have to type this twice');
  await requestButton(tab).click();
  await expect(row(tab, 'staging-orders-eu')).toContainText(/Granting|Granted|Pending/);
});

test('signing out in a host ends the link and nothing of the host', async ({ inHost, watch }) => {
  watch.expects(/ 401 /);
  const there = await inHost({}, '/teams/help');
  await there.tab.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(there.tab.getByRole('heading', { level: 1 })).toHaveText('Sign in to ask for access');
  await there.again('/teams/requests/open');
  await expect(there.tab.getByRole('heading', { level: 1 })).toHaveText('Sign in to ask for access');
});
