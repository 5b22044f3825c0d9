import type { Page } from '@playwright/test';
import { expect } from './fixtures';
import { test } from './gateway';
import { Apono } from './provider';
import { Server } from './server';
import { comeBack, row } from './steps';

const HOUR = 3_600;

/** Tests in which a certified sign-in service stands in the place of Apono's. */
const certified = test.extend<{ apono: Apono; secret: string | undefined }>({
  secret: [undefined, { option: true }],
  apono: async ({ server, port, secret }, use) => {
    const apono = await Apono.start(server, { client_id: 'apono-access', client_secret: secret, redirect_uri: `http://127.0.0.1:${port}/auth/callback` });
    await use(apono);
    await apono.stop();
  },
  service: async ({ apono, secret }, use) => {
    const own = secret ? ['--client-secret', secret] : [];
    await use(['--upstream', apono.address, '--apono-app', apono.address, '--client-id', 'apono-access', ...own]);
  },
});

/** From a page that needs a session to its list, by way of the service. */
async function signIn(page: Page): Promise<void> {
  await page.goto('/requests/open');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'usr-dana-levi' }).click();
  await expect(row(page, 'Granted')).toBeVisible();
}

certified.describe('a certified sign-in service', () => {
  certified('takes the sign-in with PKCE, and renews it with refresh tokens that each work once, however many calls need it at once', async ({ page, gateway, apono }) => {
    await signIn(page);
    expect(apono.events).toEqual(['authorization_code.consumed', 'refresh_token.saved']);

    for (const renewals of [1, 2]) {
      await gateway.advanceClock(HOUR);
      await page.reload();
      await expect(row(page, 'Granted')).toBeVisible();
      expect(apono.count('refresh_token.consumed')).toBe(renewals);
    }
    // A refresh token that comes a second time would have ended the sign-in there.
    expect(apono.events).not.toContain('grant.error');
    expect(apono.events).not.toContain('grant.revoked');
  });

  certified('that withdraws the sign-in ends it here too: the page stays, and signing in again goes on', async ({ page, context, gateway, apono, watch }) => {
    await signIn(page);

    watch.expects(/ 401 /);
    await apono.withdraw('usr-dana-levi');
    await gateway.advanceClock(HOUR);
    await comeBack(page);
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await expect(dialog).toBeVisible();
    const opened = context.waitForEvent('page');
    await dialog.getByRole('button', { name: 'Sign in again' }).click();
    await (await opened).getByRole('button', { name: 'usr-dana-levi' }).click();
    await expect(dialog).toBeHidden();
    await expect(row(page, 'Granted')).toBeVisible();
  });

  certified.describe('where the gateway is registered with a secret', () => {
    certified.use({ secret: 'kept-by-the-gateway' });

    certified('knows it by the secret, at the sign-in and at the renewal', async ({ page, gateway, apono }) => {
      await signIn(page);
      await gateway.advanceClock(HOUR);
      await page.reload();
      await expect(row(page, 'Granted')).toBeVisible();
      expect(apono.count('refresh_token.consumed')).toBe(1);
    });
  });
});
