import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { inAHost as throughGatewayInAHost, test as throughGateway } from './gateway';
import { HOSTS, test as inAHost, type Host, type HostName } from './host';
import { choose, clipboard, comeBack, duration, justification, listed, requestButton, row, showsCount, toMyRequests, toNewRequest, type Tab } from './steps';

/** Where the story is told. */
interface Place {
  tab: Tab;
  signIn(): Promise<void>;
  reload(): Promise<void>;
  copied(): Promise<string>;
  closeWithEscape(): Promise<void>;
  /** Looks closely at the page after the form was sent. */
  audit?(): Promise<void>;
}

const inBrowser = (page: Page): Place => ({
  tab: page,
  signIn: async () => {
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Dana Levi' }).click();
  },
  reload: async () => {
    await page.reload();
  },
  copied: () => clipboard(page),
  closeWithEscape: () => page.keyboard.press('Escape'),
});

const inFrame = (page: Page, there: Host): Place => ({
  tab: there.tab,
  signIn: () => there.link('Dana Levi'),
  reload: () => there.again('/teams/requests/open'),
  copied: () => there.frame.evaluate(() => navigator.clipboard.readText()),
  closeWithEscape: () => page.keyboard.press('Escape'),
});

async function tellTheStory({ tab, signIn, reload, copied, closeWithEscape, audit }: Place): Promise<void> {
  await signIn();
  await tab.getByRole('link', { name: 'New Request' }).click();
  await listed(tab);

  await tab.getByRole('combobox', { name: 'Resource Type' }).click();
  await tab.getByRole('option', { name: 'PostgreSQL/Database' }).click();
  await tab.getByRole('combobox', { name: 'Permission' }).fill('read write');
  await tab.getByRole('option', { name: 'Read Write', exact: true }).click();
  await choose(tab, 'orders-eu', 'Read Write on prod-orders-eu', 'Read Write on staging-orders-eu');
  await choose(tab, 'staging-checkout-eu', 'Read Write on staging-checkout-eu');
  await showsCount(tab, '3');
  await expect(tab.getByText('At most 4 hours for this selection.')).toBeVisible();
  await duration(tab).fill('1');
  await justification(tab).fill('INC-1042: orders hang in payment');
  await requestButton(tab).click();

  await expect(tab.getByRole('heading', { name: 'My Requests' })).toBeFocused();
  await expect(tab.getByText('Your form became 2 requests, one for each access flow or bundle.')).toBeVisible();
  const waiting = row(tab, /prod-orders-eu.*New/);
  const granted = row(tab, /staging-(orders|checkout)-eu.*\+1 more.*New/);
  await expect(waiting).toContainText('Pending Approval');
  await expect(granted).toContainText('Granted');
  await audit?.();
  await expect(waiting).toContainText('Pending Approval');

  await reload();
  const mine = row(tab, /staging-(orders|checkout)-eu.*\+1 more/).first();
  await expect(mine).toContainText('Granted');
  await mine.getByRole('button', { name: /^View Details/ }).click();
  const popup = tab.getByRole('dialog', { name: 'Access Details' });
  await popup.getByRole('button', { name: 'Show access details' }).click();
  await popup.getByRole('button', { name: 'Copy Password' }).click();
  await expect(popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  const first = await copied();
  await closeWithEscape();
  await expect(popup).toBeHidden();

  await reload();
  await mine.getByRole('button', { name: /^View Details/ }).click();
  await popup.getByRole('button', { name: 'Reset credentials' }).click();
  await popup.getByRole('button', { name: 'Show access details' }).click();
  await popup.getByRole('button', { name: 'Copy all' }).click();
  await expect(popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  const second = await copied();
  expect(second).toMatch(/^Password: \S+$/m);
  expect(second).not.toContain(first);
  await closeWithEscape();
  await expect(popup).toBeHidden();
}

test.describe('one real request, from search to credentials', () => {
  test.use({ person: null, world: 'big' });

  test('sign in, search among 100,000, filter, choose three resources of two flows, send, see two requests from one form, watch one be granted and one wait, view and copy the details, come back, reset and copy anew [requirements 15, 19-34, 47-59]', async ({
    page,
    context,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/');
    await tellTheStory({ ...inBrowser(page), audit: () => auditEverywhere(page, 'story-sent') });
  });
});

for (const host of Object.keys(HOSTS) as HostName[]) {
  inAHost(`the same story in ${host}, with an account that signs in for the first time, without complaint of the browser`, async ({
    page,
    context,
    watch,
    inHost,
  }) => {
    // Every file goes through the driver here, which takes its time on a busy machine.
    inAHost.slow();
    // Before the account is linked the server does not know the person, which the browser writes down.
    watch.expects(/ 401 /);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const there = await inHost({ host, account: randomUUID(), allow: 'clipboard-read; clipboard-write' });
    await tellTheStory(inFrame(page, there));
    expect(await there.funcs()).toContain('appInitialization.success');
  });
}

throughGateway('the same story with the gateway between the tab and the service', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/');
  await tellTheStory(inBrowser(page));
});

throughGatewayInAHost('the same story in Teams with the gateway between, for an account that is linked on the way', async ({
  page,
  context,
  watch,
  inHost,
}) => {
  throughGatewayInAHost.slow();
  watch.expects(/ 401 /);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const there = await inHost({ account: randomUUID(), allow: 'clipboard-read; clipboard-write' });
  await tellTheStory(inFrame(page, there));
});

test('killing the server in the middle of Granting loses nothing: started again it goes on, and so does the page [done-when 2]', async ({
  page,
  server,
  watch,
}) => {
  watch.expects(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/);
  await toNewRequest(page);
  await choose(page, 'staging-orders-eu', 'Admin on staging-orders-eu');
  await requestButton(page).click();
  const mine = row(page, 'staging-orders-eu');
  await expect(mine).toContainText('Granting');
  await server.kill();
  const failed = page.waitForEvent('requestfailed');
  await comeBack(page);
  await failed;
  await expect(mine).toContainText('Granting');

  const again = await server.again();
  try {
    await expect(async () => {
      await comeBack(page);
      await expect(mine).toContainText('Granted', { timeout: 1_000 });
    }).toPass();
    await toMyRequests(page);
    await expect(mine).toContainText('Granted');
    await expect(page.getByRole('tab', { name: 'Open Requests 4 requests' })).toBeVisible();
    expect(again.complaints).toBe('');
  } finally {
    await again.stop();
  }
});
