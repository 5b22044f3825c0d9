import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { choose, clipboard, duration, justification, listed, requestButton, row, showsCount, toMyRequests, toNewRequest, comeBack } from './steps';

test.describe('one real request, from search to credentials', () => {
  test.use({ person: null, world: 'big' });

  test('sign in, search among 100,000, filter, choose three resources of two flows, send, see two requests from one form, watch one be granted and one wait, view and copy the details, come back, reset and copy anew [requirements 15, 19-34, 47-59]', async ({
    page,
    context,
    watch,
  }) => {
    watch.expects(/ 401 /);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Dana Levi' }).click();
    await page.getByRole('link', { name: 'New Request' }).click();
    await listed(page);

    await page.getByRole('combobox', { name: 'Resource Type' }).click();
    await page.getByRole('option', { name: 'PostgreSQL/Database' }).click();
    await page.getByRole('combobox', { name: 'Permission' }).fill('read write');
    await page.getByRole('option', { name: 'Read Write', exact: true }).click();
    await choose(page, 'orders-eu', 'Read Write on prod-orders-eu', 'Read Write on staging-orders-eu');
    await choose(page, 'staging-checkout-eu', 'Read Write on staging-checkout-eu');
    await showsCount(page, '3');
    await expect(page.getByText('At most 4 hours for this selection.')).toBeVisible();
    await duration(page).fill('1');
    await justification(page).fill('INC-1042: orders hang in payment');
    await requestButton(page).click();

    await expect(page.getByRole('heading', { name: 'My Requests' })).toBeFocused();
    await expect(page.getByText('Your form became 2 requests, one for each access flow or bundle.')).toBeVisible();
    const waiting = row(page, /prod-orders-eu.*New/);
    const granted = row(page, /staging-(orders|checkout)-eu.*\+1 more.*New/);
    await expect(waiting).toContainText('Pending Approval');
    await expect(granted).toContainText('Granted');
    await auditEverywhere(page, 'story-sent');
    await expect(waiting).toContainText('Pending Approval');

    await page.reload();
    await expect(granted).toContainText('Granted');
    await granted.getByRole('button', { name: /^View Details/ }).click();
    const popup = page.getByRole('dialog', { name: 'Access Details' });
    await popup.getByRole('button', { name: 'Show access details' }).click();
    await popup.getByRole('button', { name: 'Copy Password' }).click();
    await expect(popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
    const first = await clipboard(page);
    await page.keyboard.press('Escape');
    await expect(popup).toBeHidden();

    await page.reload();
    await granted.getByRole('button', { name: /^View Details/ }).click();
    await popup.getByRole('button', { name: 'Reset credentials' }).click();
    await popup.getByRole('button', { name: 'Show access details' }).click();
    await popup.getByRole('button', { name: 'Copy all' }).click();
    await expect(popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
    const second = await clipboard(page);
    expect(second).toMatch(/^Password: \S+$/m);
    expect(second).not.toContain(first);
    await page.keyboard.press('Escape');
    await expect(popup).toBeHidden();
  });
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
