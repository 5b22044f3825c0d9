import type { Route } from '@playwright/test';
import { another } from './approver';
import { auditEverywhere } from './audit';
import { NOTIFYING } from './entra';
import { expect, test } from './fixtures';
import { test as inAHost } from './host';

test('Help is called "Requesting Access with Teams" and explains every status [requirement 1]', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Help' }).click();

  await expect(page).toHaveURL('/help');
  await expect(page).toHaveTitle('Requesting Access with Teams · Apono Access');
  await expect(page.getByRole('heading', { name: 'Requesting Access with Teams', level: 1 })).toBeFocused();
  const statuses = [
    'Pending (being evaluated)',
    'Pending Approval',
    'Pending MFA',
    'Granting',
    'Granted',
    'Revoking',
    'Expired',
    'Rejected',
    'Revoked',
    'Failed',
  ];
  for (const status of statuses) await expect(page.getByRole('term').filter({ hasText: status }).first()).toBeVisible();
  await auditEverywhere(page, 'help');
});

test.describe('who to ask', () => {
  test.use({ flags: ['--administrator-contact', '#access-help'] });

  test('Help names the administrator and links the portal, support, privacy and terms [requirement 6]', async ({ page }) => {
    await page.goto('/help');

    await expect(page.getByText('is set by your administrator: #access-help.')).toBeVisible();
    for (const name of ['Open the Apono Portal', 'Support', 'Privacy', 'Terms of use']) {
      await expect(page.getByRole('main').getByRole('link', { name })).toHaveAttribute('href', /.+/);
    }
  });
});

test('a server that notifies nobody offers no choice of notifications', async ({ page }) => {
  await page.goto('/help');
  await expect(page.getByRole('heading', { name: 'Preferences on this device' })).toBeVisible();

  await expect(page.getByRole('heading', { name: 'Notifications in Teams' })).toHaveCount(0);
});

test.describe('where the server notifies people in Teams', () => {
  test.use({ flags: NOTIFYING });

  test('a kind of notifications that is turned off stays off, and comes back when it could not be saved [requirements 35, 63]', async ({ page, watch }) => {
    watch.expects(/503/);
    await page.goto('/help');
    const kinds = page.getByRole('group', { name: 'Notify me of' }).getByRole('checkbox');
    const granted = page.getByRole('checkbox', { name: 'Access that is granted to me' });
    const ended = page.getByRole('checkbox', { name: 'My access that has expired or is revoked' });
    await expect(kinds).toHaveCount(5);
    for (const kind of await kinds.all()) await expect(kind).toBeChecked();
    await granted.uncheck();
    await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeAttached();
    await page.reload();
    await expect(ended).toBeChecked();
    await expect(granted).not.toBeChecked();

    const failing = (route: Route) => (route.request().method() === 'PUT' ? route.fulfill({ status: 503 }) : route.continue());
    await page.route('**/auth/notifications', failing);
    await ended.click();
    await expect(page.getByRole('alert')).toContainText('It may not have been saved. Try again.');
    await expect(ended).toBeChecked();
    await page.unroute('**/auth/notifications');
    await ended.click();
    await expect(page.getByRole('alert').filter({ hasText: 'saved' })).toHaveCount(0);
    await page.reload();
    await expect(kinds.nth(0)).toBeChecked();
    await expect(ended).not.toBeChecked();
    await auditEverywhere(page, 'help-notifications');
  });
});

test('recent justifications can be cleared and turned off, on this device and for this person only [beyond 7]', async ({ page, server }) => {
  await page.goto('/help');
  const me = await page.request.get(`${server.address}/api/client/v1/session`, { headers: { 'x-apono-tab': '1' } });
  const { user, account } = await me.json();
  const key = `apono:${account.id}:${user.id}:justifications`;
  const keep = () => page.evaluate((key) => localStorage.setItem(key, 'Incident 7\u001eRelease'), key);
  const kept = () => page.evaluate((key) => localStorage.getItem(key), key);

  await expect(page.getByText('No justification is kept.')).toBeVisible();
  await keep();
  await page.reload();
  await expect(page.getByText('2 justifications are kept.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear recent justifications' }).click();
  await expect(page.getByText('No justification is kept.')).toBeVisible();
  expect(await kept()).toBeNull();

  await keep();
  await page.reload();
  await page.getByRole('checkbox', { name: 'Offer my recent justifications again' }).uncheck();
  await expect(page.getByText('No justification is kept.')).toBeVisible();
  expect(await kept()).toBeNull();
  await page.reload();
  await expect(page.getByRole('checkbox', { name: 'Offer my recent justifications again' })).not.toBeChecked();
});

test('signing out from Help ends the session and forgets the justifications on this device [design 8]', async ({ page, server }) => {
  await page.goto('/help');
  const me = await page.request.get(`${server.address}/api/client/v1/session`, { headers: { 'x-apono-tab': '1' } });
  const { user, account } = await me.json();
  const key = `apono:${account.id}:${user.id}:justifications`;
  await page.evaluate((key) => localStorage.setItem(key, 'Incident 7'), key);
  await page.reload();
  await page.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).click();

  await expect(page.getByRole('heading', { name: 'Sign in to ask for access' })).toBeVisible();
  expect(await page.evaluate((key) => localStorage.getItem(key), key)).toBeNull();
});

test('who signs out everywhere from Help is signed out in other browsers too, and before that reads what is kept', async ({
  page,
  browser,
  server,
  watch,
}) => {
  const elsewhere = await another(browser, server, watch, 'Dana Levi');
  await page.goto('/help');
  const opened = page.context().waitForEvent('page');
  await page.getByRole('link', { name: 'See what is kept, and delete it' }).click();
  await expect((await opened).getByRole('heading', { name: 'What is kept for you' })).toBeVisible();

  watch.expects(/ 401 /);
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to ask for access' })).toBeVisible();
  await elsewhere.goto('/');
  await expect(elsewhere.getByRole('heading', { name: 'Sign in to ask for access' })).toBeVisible();
});

inAHost('who signs out everywhere in a host has to link the account anew there', async ({ inHost, watch }) => {
  watch.expects(/ 401 /);
  const there = await inHost({}, '/teams/help');
  await expect(there.tab.getByRole('link', { name: 'See what is kept, and delete it' })).toHaveCount(0);
  await there.tab.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(there.tab.getByRole('heading', { name: 'Sign in to ask for access' })).toBeVisible();
});
