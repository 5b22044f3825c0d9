import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { choose, duration, justification, requestButton, row, toMyRequests, toNewRequest } from './steps';
import type { Page } from '@playwright/test';

/** What the person of these tests holds already. */
const HELD = 'staging-accounts-staging-area-ap-south-1';
/** What nobody holds or has asked for. */
const FREE = 'staging-orders-eu';

const side = (page: Page) => page.getByRole('form', { name: 'Request details' });

test('what is held already is marked in the list with its end, and can be extended from the form [beyond 2, requirement 8]', async ({
  page,
  server,
}) => {
  await toNewRequest(page);
  await page.getByRole('searchbox', { name: 'Resources' }).fill(HELD);
  const held = page.getByRole('checkbox', { name: new RegExp(`^(Read )?Write on ${HELD}, You have this until `) });
  await held.check();

  const told = side(page).getByRole('status').filter({ hasText: 'You already have some of this' });
  await expect(told).toContainText(new RegExp(`${HELD}, (Read )?Write`));
  await expect(told.getByRole('link', { name: /^Look at AR-/ })).toBeVisible();
  await auditEverywhere(page, 'already-held');
  const before = await told.innerText();
  await told.getByRole('button', { name: /^Extend by 4 hours, AR-/ }).click();
  await expect(told).not.toHaveText(before, { useInnerText: true });
  expect(await server.count('POST', /\/extend$/)).toBe(1);

  await held.uncheck();
  await expect(told).toBeHidden();
});

test('what is asked for already is marked with the request that asks for it [beyond 2]', async ({ page }) => {
  await toMyRequests(page);
  const [name] = (await row(page, 'Read Write').filter({ hasText: 'Pending Approval' }).locator('.line1').first().innerText()).split('\n');
  await toNewRequest(page);
  await page.getByRole('searchbox', { name: 'Resources' }).fill(name);

  await expect(page.getByRole('checkbox', { name: new RegExp(`^Read Write on ${name}, Already asked for in AR-`) })).toBeVisible();
});

test('a justification that was sent is offered again, unless that is turned off [beyond 7]', async ({ page }) => {
  await toNewRequest(page);
  await expect(page.getByRole('button', { name: 'Use a recent justification' })).toBeHidden();
  await choose(page, FREE, `Admin on ${FREE}`);
  await justification(page).fill('INC-2077: who called the gateway');
  await requestButton(page).click();
  await expect(page).toHaveURL(/new=AR-/);

  await toNewRequest(page);
  await page.getByRole('button', { name: 'Use a recent justification' }).click();
  const recents = page.getByRole('list', { name: 'Recent justifications' });
  await expect(recents).toBeVisible();
  await auditEverywhere(page, 'recent-justifications');
  await recents.getByRole('button', { name: 'INC-2077: who called the gateway' }).click();
  await expect(justification(page)).toHaveValue('INC-2077: who called the gateway');
  await expect(justification(page)).toBeFocused();
  await justification(page).fill('');

  await page.goto('/help');
  await page.getByRole('checkbox', { name: 'Offer my recent justifications again' }).uncheck();
  await toNewRequest(page);
  await expect(page.getByRole('button', { name: 'Use a recent justification' })).toBeHidden();
});

test('Apono says what it thinks of the justification, and sending does not wait for it [beyond 7]', async ({ page }) => {
  await toNewRequest(page);
  await choose(page, FREE, `Admin on ${FREE}`);
  const advice = page.getByRole('status', { name: 'Advice on the justification' });
  await expect(advice).toBeHidden();
  await justification(page).fill('please');
  await expect(advice).toContainText('Say what you will do with the access.');
  await expect(advice).toContainText('A ticket number or link helps approvers.');

  await justification(page).fill('INC-2077: look at calls that failed since noon');
  await expect(advice).toContainText('Says what you will do.');
  await expect(advice).toContainText('Names a ticket.');
  await auditEverywhere(page, 'advice');
});

test.describe('a filled form', () => {
  test('is saved as a template, which fills the form again [beyond 8]', async ({ page, server }) => {
    await toNewRequest(page);
    await choose(page, FREE, `Admin on ${FREE}`);
    await duration(page).fill('2');
    await page.getByRole('button', { name: 'Save as template' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save as template' });
    await expect(dialog).toContainText('It keeps 1 resource and 1 permission');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toContainText('Enter a name.');
    await auditEverywhere(page, 'save-template');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Gateway logs');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    expect(await server.count('POST', /access-request-templates/)).toBe(1);

    await page.getByRole('button', { name: 'Clear all' }).click();
    await duration(page).fill('');
    await page.goto('/access');
    await page.getByRole('link', { name: 'Use Gateway logs' }).click();
    await expect(page.getByRole('region', { name: 'Selected' })).toContainText(FREE);
  });
});

test('a template that names no resource selects none, however much it leaves open [beyond 8]', async ({ page, server }) => {
  const saved = await page.request.post(`${server.address}/api/client/v1/access-request-templates`, {
    headers: { 'x-apono-tab': '1' },
    data: { name: 'Open', type: 'IntegrationRequest', filter_integration_ids: [], filter_resource_type_ids: [], filter_resource_ids: [], filter_permission_ids: [] },
  });
  expect(saved.status()).toBe(200);
  const { id } = await saved.json();
  const read = page.waitForResponse(new RegExp(`/access-request-templates/${id}`));
  await toNewRequest(page, `/new/resources?template=${id}`);
  await read;

  await expect(page.getByText('Loading the selection of this link…')).toBeHidden();
  await expect(page.getByText('Tick what you need in the list.')).toBeVisible();
});

test('an Integration Request without a resource is no template [beyond 8]', async ({ page }) => {
  await page.goto('/new/integration');
  await page.getByLabel('Integration', { exact: true }).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Save as template' }).click();
  await expect(page.getByRole('dialog', { name: 'Save as template' })).toContainText('Choose something first. A template keeps what is chosen.');
});
