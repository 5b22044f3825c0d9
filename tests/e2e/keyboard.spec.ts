import { expect, type Locator, type Page } from '@playwright/test';
import { another, approve, asked, task } from './approver';
import { test } from './fixtures';
import { focusOf, walkByKeyboard } from './seen';
import { clipboard, duration, justification, listed, matching, requestButton, row } from './steps';

/** Goes on with Tab until this has the focus; on the way each step shows where it is, and nothing keeps it. */
async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  const there = () => target.evaluate((element) => element === document.activeElement);
  expect(await walkByKeyboard(page, 60, there)).toEqual([]);
  // Past the end of a page or popup the focus goes through the browser's own controls, and begins anew.
  if (!(await there())) expect(await walkByKeyboard(page, 60, there)).toEqual([]);
  await expect(target).toBeFocused();
  expect((await focusOf(page))?.wrong).toEqual([]);
}

async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await reach(page, target);
  await page.keyboard.press(key);
}

async function write(page: Page, target: Locator, words: string): Promise<void> {
  await reach(page, target);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(words);
}

test.describe('with the keyboard alone', () => {
  test('somebody asks for access, follows the request, and copies what it gives', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/');
    await press(page, page.getByRole('link', { name: 'New Request' }));
    await listed(page);
    await write(page, page.getByRole('searchbox', { name: 'Resources' }), 'staging-orders-eu');
    await expect(matching(page, '1 resource matches')).toBeVisible();
    await reach(page, page.getByRole('checkbox', { name: 'All permissions of staging-orders-eu' }));
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('checkbox', { name: / on staging-orders-eu$/ }).first()).toBeFocused();
    await page.keyboard.press('Space');
    await expect(page.getByRole('region', { name: 'Selected' })).toContainText('staging-orders-eu');
    await write(page, duration(page), '1');
    await write(page, justification(page), 'INC-1042: without a mouse');
    await press(page, requestButton(page));

    await expect(page.getByRole('heading', { name: 'My Requests' })).toBeFocused();
    const mine = row(page, /staging-orders-eu.*New/);
    await expect(mine).toContainText('Granted');
    const details = mine.getByRole('button', { name: /^View Details/ });
    await press(page, details);
    const popup = page.getByRole('dialog', { name: 'Access Details' });
    await press(page, popup.getByRole('button', { name: 'Show access details' }));
    await press(page, popup.getByRole('button', { name: 'Copy Password' }));
    await expect(popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
    expect(await clipboard(page)).toMatch(/^\S+$/);
    await page.keyboard.press('Escape');
    await expect(details).toBeFocused();
  });

  test('what was rejected is asked for again', async ({ page }) => {
    await page.goto('/');
    await reach(page, page.getByRole('tab', { selected: true }));
    await page.keyboard.press('ArrowRight');
    const again = row(page, 'Rejected').first().getByRole('button', { name: /^Request again/ });
    await press(page, again);
    const popup = page.getByRole('dialog', { name: 'Request again' });
    await write(page, popup.getByRole('textbox', { name: 'Justification' }), 'INC-1042: now with a reason');
    await press(page, popup.getByRole('button', { name: 'Submit' }));
    await expect(page).toHaveURL(/\/requests\/open\?new=AR-/);
    await expect(page.getByRole('heading', { name: 'My Requests' })).toBeFocused();
  });

  test.describe('an approver', () => {
    test.use({ person: 'Ingrid Solberg' });

    test('finds the task and approves it, and the requester has the access', async ({ page, browser, server, watch }) => {
      const tom = await another(browser, server, watch, 'Tom Becker');
      const id = await asked(tom, server, 'prod-orders-eu', 'OPS-100: without a mouse');
      await page.goto('/');
      await press(page, page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^My Tasks/ }));
      await press(page, approve(task(page, id)));
      await expect(task(page, id)).toContainText(/Approved by you\. Now: Grant/);
      expect((await focusOf(page))?.wrong).toEqual([]);
    });
  });
});
