import { expect, test } from './fixtures';
import { HOSTS, Host, TAB, type Knobs } from './host';

/** Opens the tab in a host whose token the server does not know. */
async function hosted(page: import('@playwright/test').Page, server: string, path = '/teams/requests/open', knobs: Knobs = {}) {
  await Host.serve(page.context(), server);
  return Host.open(page, path, 'a.b.c', knobs);
}

test.use({ person: null });

test.beforeEach(({ watch }) => {
  watch.serves(...[TAB, ...Object.values(HOSTS), 'https://res.cdn.office.net'].map((origin) => new URL(origin).hostname));
  // Nobody is signed in yet, which the browser writes down as an error.
  watch.tolerates(/401/);
});

for (const host of Object.keys(HOSTS) as (keyof typeof HOSTS)[]) {
  test(`in ${host} the tab shakes hands, shows no second header and offers to sign in`, async ({ page, server }) => {
    const { tab, ...rest } = await hosted(page, server.address, undefined, { host });
    await expect(tab.getByRole('heading', { level: 1 })).toHaveText('Sign in to ask for access');
    await expect(tab.getByRole('banner')).toBeHidden();
    await expect(tab.getByRole('link', { name: 'Open in browser' })).toBeVisible();
  });
}

for (const [theme, shown] of [['default', 'light'], ['dark', 'dark'], ['contrast', 'contrast'], ['glass', 'dark'], ['moonlight', 'light']]) {
  test(`the host's theme ${theme} is shown as ${shown}, from the first paint on and when it changes`, async ({ page, server }) => {
    const host = await hosted(page, server.address, `/teams/requests/open?theme=${theme}`, { theme });
    await expect(host.tab.locator('html')).toHaveAttribute('data-theme', shown);
    await expect(host.tab.getByRole('heading', { level: 1 })).toHaveText('Sign in to ask for access');
    await expect(host.tab.locator('html')).toHaveAttribute('data-theme', shown);
    await host.tell('themeChange', 'dark');
    await expect(host.tab.locator('html')).toHaveAttribute('data-theme', 'dark');
  });
}

test('a host that never answers leads to a usable page within 5 s', async ({ page, server }) => {
  const host = await hosted(page, server.address, undefined, { silent: true });
  await expect(host.tab.getByRole('link', { name: 'Open in browser' }).first()).toBeVisible({ timeout: 6_000 });
});
