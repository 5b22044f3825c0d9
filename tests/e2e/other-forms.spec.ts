import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { CREATE, LISTS, alter, justification, requestButton, row, toMyRequests } from './steps';
import type { Page } from '@playwright/test';

const selected = (page: Page) => page.getByRole('region', { name: 'Selected' });
const found = (page: Page) => page.getByRole('list', { name: 'Matching resources' });

async function toForm(page: Page, name: string) {
  await toMyRequests(page);
  await page.getByRole('link', { name: 'New Request' }).click();
  await page.getByRole('tab', { name }).click();
}

/** Presses Request and gives what was sent. */
async function send(page: Page): Promise<any> {
  const sent = page.waitForRequest((request) => request.method() === 'POST' && CREATE(new URL(request.url())));
  await requestButton(page).click();
  const body = (await sent).postDataJSON();
  await expect(page).toHaveURL(/\/requests\/open\?new=AR-/);
  return body;
}

test('access to an integration is requested: its type, its resources and the permissions on them [requirements 7, 16]', async ({ page }) => {
  await toForm(page, 'Integration Request');
  await requestButton(page).click();
  await expect(page.getByRole('combobox', { name: 'Integration', exact: true })).toBeFocused();
  await auditEverywhere(page, 'integration-request-empty');

  await page.getByRole('combobox', { name: 'Integration', exact: true }).selectOption({ label: 'PostgreSQL Staging · PostgreSQL' });
  await page.getByRole('combobox', { name: 'Resource Type', exact: true }).selectOption('Database');
  await page.getByRole('searchbox', { name: 'Resources' }).fill('staging-orders-eu');
  await found(page).getByRole('checkbox', { name: 'staging-orders-eu', exact: true }).check();
  const permissions = page.getByRole('group', { name: 'Permissions' });
  await expect(permissions).toBeInViewport({ ratio: 1 });
  await permissions.getByRole('checkbox', { name: 'Read Write' }).check();
  await expect(selected(page)).toContainText('Read Write');
  await auditEverywhere(page, 'integration-request');
  await justification(page).fill('INC-3001: try the new index');
  const body = await send(page);

  expect(body.filter_integration_ids).toEqual(['int-postgresql-staging']);
  expect(body.filter_resource_type_ids).toEqual(['postgresql-database']);
  expect(body.filter_permission_ids).toHaveLength(1);
  await expect(row(page, 'New').first()).toContainText('staging-orders-eu');
});

test('access to a bundle is requested, all of it, with its contents shown before [requirement 17]', async ({ page }) => {
  await toForm(page, 'Bundle Request');
  await page.getByRole('combobox', { name: 'Bundle', exact: true }).selectOption('Orders service');
  await expect(found(page).getByRole('listitem').first()).toBeVisible();
  await expect(page.getByRole('radio', { name: 'All resources in the bundle' })).toBeChecked();
  await auditEverywhere(page, 'bundle-request');
  await justification(page).fill('INC-3002: take over the orders service');
  const body = await send(page);

  expect(body.filter_bundle_ids).toEqual(['bun-orders']);
  await expect(row(page, 'New').first()).toContainText('Orders service');
});

test('of a bundle only a choice is requested where that is enough [requirement 17]', async ({ page }) => {
  await toForm(page, 'Bundle Request');
  await page.getByRole('combobox', { name: 'Bundle', exact: true }).selectOption('Orders service');
  await page.getByRole('radio', { name: 'A choice of them' }).check();
  await requestButton(page).click();
  await expect(selected(page).getByRole('alert')).toBeVisible();
  const first = found(page).getByRole('checkbox', { name: / on / }).first();
  await first.check();
  await justification(page).fill('INC-3003: look at one part of it');
  const body = await send(page);

  expect(body.filter_access_unit_ids).toHaveLength(1);
});

test('the tab grants nothing by itself: until Apono says Granted, no details are offered [requirement 9]', async ({ page }) => {
  await alter(page, LISTS, (body) => {
    for (const request of body.data) if (request.status.status === 'Active') request.status.status = 'Granting';
    return body;
  });
  await toMyRequests(page);

  await expect(row(page, 'Granting')).toHaveCount(1);
  await expect(page.getByRole('button', { name: /View Details/ })).toHaveCount(0);
});
