import { expect } from '@playwright/test';
import exchange from './exchange.json' with { type: 'json' };
import { HOSTS, test, type HostName, type Knobs, type Said } from './host';
import { pairwise, whole } from './pairs';
import { row } from './steps';

const ALL = process.env.TEST_ALL === '1';

/** What a person is shown in this theme of the host; `light` is what the browser of these tests prefers. */
const THEMES = { default: 'light', dark: 'dark', contrast: 'contrast', glass: 'dark', moonlight: 'light' } as const;

const dimensions = {
  host: [...Object.keys(HOSTS), 'a telephone'] as (HostName | 'a telephone')[],
  theme: Object.keys(THEMES) as (keyof typeof THEMES)[],
  runtime: ['full', 'legacy', 'none'] as const,
  token: ['ok', 'consent', 'cancelled', 'never'] as const,
};

for (const { host, theme, runtime, token } of (ALL ? whole : pairwise)(dimensions)) {
  const ending = {
    ok: 'the person is known',
    consent: 'a click lets the person in',
    cancelled: 'a window closed early is told',
    never: 'the page can be used all the same',
  }[token];
  test(`${host}, theme ${theme}, runtime ${runtime}, token ${token}: ${ending}`, async ({ inHost, watch }) => {
    if (token !== 'ok') watch.expects(/ 401 /);
    const where: Knobs = host === 'a telephone' ? { mobile: true } : { host };
    const there = await inHost({ ...where, theme, runtime, token }, `/teams/requests/open?theme=${theme}`);
    const { tab } = there;
    await expect(tab.locator('html')).toHaveAttribute('data-theme', THEMES[theme]);
    await expect(tab.getByRole('banner')).toBeHidden();

    const heading = tab.getByRole('heading', { level: 1 });
    if (token === 'ok') {
      await expect(row(tab, 'Granted')).toBeVisible();
      await expect.poll(() => there.funcs()).toContain('appInitialization.success');
    } else {
      await expect(heading).toHaveText('Sign in to ask for access');
      await expect(tab.getByRole('link', { name: 'Open in browser' })).toBeVisible();
      await expect.poll(() => there.said()).toContainEqual({ func: 'appInitialization.expectedFailure', args: ['PermissionError', ''] });
    }
    if (token === 'consent') {
      await tab.getByRole('button', { name: 'Sign in' }).click();
      await expect(row(tab, 'Granted')).toBeVisible();
    }
    if (token === 'cancelled') {
      await tab.getByRole('button', { name: 'Sign in' }).click();
      await expect(tab.getByRole('alert').filter({ hasText: 'You closed the window, so you are not signed in.' })).toBeVisible();
    }
    const funcs = await there.funcs();
    expect(funcs[0]).toBe('initialize');
    expect(funcs[1]).toBe('appInitialization.appLoaded');
    await expect(tab.locator('html')).toHaveAttribute('data-theme', THEMES[theme]);
  });
}

test('the first exchange with a host is the one that is written down', async ({ inHost }) => {
  const there = await inHost();
  await expect(row(there.tab, 'Granted')).toBeVisible();
  await expect.poll(() => there.funcs()).toContain('shortcutRelay.getHostShortcuts');
  // Which call of the API asks for a token first, and how often one is asked for, is a matter of moments.
  const once = (said: Said, at: number, all: Said[]) => all.findIndex(({ func, args }) => func === said.func && args[0] === said.args[0]) === at;
  const written = (await there.said()).filter(once).map(({ func, args }) => ({ func, args: args.map((arg) => arg ?? null) }));
  const order = ({ func }: { func: string }) => (func === 'authentication.getAuthToken' || func === 'appInitialization.success' ? 1 : 0);
  expect([...written].sort((a, b) => order(a) - order(b))).toEqual(exchange);
});

test('a host that never answers leads to a usable page within 5 s', async ({ inHost, watch }) => {
  watch.expects(/ 401 /);
  const there = await inHost({ silent: true });
  // Five seconds of the product, and what a busy machine adds.
  await expect(there.tab.getByRole('link', { name: 'Open in browser' }).first()).toBeVisible({ timeout: 8_000 });
  await expect(there.tab.getByText('The program around this page does not answer.')).toBeVisible();
});

test('a host that answers late is at home after all', async ({ inHost, watch }) => {
  watch.expects(/ 401 /);
  const there = await inHost({ silent: true });
  await expect(there.tab.getByText('The program around this page does not answer.')).toBeVisible();
  await there.wake();
  await expect(row(there.tab, 'Granted')).toBeVisible();
  await expect(there.tab.getByRole('banner')).toBeHidden();
  await expect(there.tab.getByText('The program around this page does not answer.')).toBeHidden();
});

test('the theme changes with the host, without a reload, and the next call leaves it as it is', async ({ inHost }) => {
  const there = await inHost({ theme: 'default' });
  await expect(row(there.tab, 'Granted')).toBeVisible();
  await there.frame.evaluate(() => ((window as any).sameFrame = true));
  for (const [theme, shown] of Object.entries(THEMES)) {
    await there.tell('themeChange', theme);
    await expect(there.tab.locator('html')).toHaveAttribute('data-theme', shown);
  }
  await there.tell('themeChange', 'dark');
  const answered = there.page.waitForResponse(/\/access-requests\?/);
  await there.frame.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await answered;
  await expect(there.tab.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await there.frame.evaluate(() => (window as any).sameFrame)).toBe(true);
});

test("times are written in the manner of the host's country, and what is no language changes nothing", async ({ inHost }) => {
  const { tab } = await inHost({}, '/teams/requests/open?locale=en-us');
  await expect(row(tab, 'Granted')).toContainText(/until .*\d:\d\d\s[AP]M/);
  const other = await inHost({}, '/teams/requests/open?locale=%3Cscript%3E');
  await expect(row(other.tab, 'Granted')).toContainText(/until (tomorrow, )?\d\d:\d\dGranted/);
});

test('in a browser nothing of TeamsJS is loaded, and in a host it is loaded once', async ({ page, server, inHost }) => {
  const loaded: string[] = [];
  page.context().on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await page.goto(server.address);
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  expect(loaded.filter((path) => path.includes('teams'))).toEqual([]);
  const there = await inHost();
  await expect(row(there.tab, 'Granted')).toBeVisible();
  expect(loaded.filter((path) => path === '/host/teams.js')).toHaveLength(1);
});
