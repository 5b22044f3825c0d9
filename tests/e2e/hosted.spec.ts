import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { CLIENT, Entra, HOSTS, Host, TAB, TENANT, type Knobs } from './host';
import type { Server } from './server';

/** Opens the tab in a host whose token the server does not know. */
async function hosted(page: Page, server: string, path = '/teams/requests/open', knobs: Knobs = {}) {
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

test.describe('with accounts of the host', () => {
  const data = mkdtempSync(join(tmpdir(), 'apono-entra-'));
  const entra = new Entra(data);
  test.use({
    flags: ['--public-url', TAB, '--entra-client-id', CLIENT, '--entra-tenant', TENANT, '--entra-jwks', entra.jwks],
  });
  test.afterAll(() => rmSync(data, { recursive: true, force: true }));

  /** Opens the tab for somebody whose account is not linked to a user yet. */
  async function newcomer(page: Page, server: Server, knobs: Knobs = {}): Promise<Host> {
    await Host.serve(page.context(), server.address);
    return Host.open(page, '/teams/requests/open', entra.token(), knobs);
  }

  test('a person signs in once by a window, and is known from then on', async ({ page, server }) => {
    const host = await newcomer(page, server);
    await expect(host.tab.getByRole('heading', { level: 1 })).toHaveText('Sign in to ask for access');

    const opened = page.context().waitForEvent('page');
    await host.tab.getByRole('button', { name: 'Sign in' }).click();
    const popup = await opened;
    await popup.getByRole('button', { name: 'Dana Levi' }).click();

    await expect(host.tab.getByRole('heading', { level: 1 })).toHaveText('My Requests');
    await expect(host.tab.getByRole('row', { name: 'Granted' })).toBeVisible();
    expect(await host.funcs()).toContain('appInitialization.success');
    expect(popup.isClosed()).toBe(true);
  });
});
