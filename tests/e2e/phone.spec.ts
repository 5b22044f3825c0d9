import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { HOSTS, TAB, test as inAHost } from './host';
import { DATABASE, openDetails, row, toMyRequests, toNewRequest, type Tab } from './steps';

/** A telephone with bars and rounded corners. */
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** What a finger has to meet is 44 px high and wide; links inside sentences are not meant. */
const TARGETS = 'button, input:not([type="checkbox"], [type="radio"]), select, textarea, [role="tab"], [role="option"], summary, label.check, a.btn, nav a';

/** Names of what is too small for a finger, with its size. */
async function small(root: Locator): Promise<string[]> {
  return root.evaluate((root, targets) => {
    const hit = (element: Element) => {
      const box = element.getBoundingClientRect();
      // An input inside a box of ours is pressed anywhere on that box, and a mark may catch fingers beyond its edge.
      const around = element.closest('.input, .check') ?? element;
      const after = getComputedStyle(element, '::after');
      const beyond = after.position === 'absolute' && after.content !== 'none' ? -2 * Number.parseFloat(after.top || '0') : 0;
      // A label beside its field is pressed for the field.
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((label) => label.getBoundingClientRect()) : [];
      const beside = labels.filter((label) => label.top < box.bottom && label.bottom > box.top && (label.right <= box.left + 1 || label.left >= box.right - 1));
      return { width: beside.reduce((width, label) => width + label.width, box.width), height: Math.max(around.getBoundingClientRect().height, box.height + Math.max(0, beyond)) };
    };
    const seen = [...root.querySelectorAll(targets)].filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getClientRects().length > 0 && !element.closest('.sr, .offscreen'));
    return seen
      .filter((element) => {
        const { width, height } = hit(element);
        return height < 43.5 || width < 43.5;
      })
      .map((element) => {
        const { width, height } = hit(element);
        return `${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40)} (${Math.round(width)} × ${Math.round(height)})`;
      });
  }, TARGETS);
}

async function fitsFingers(tab: Tab): Promise<void> {
  expect(await small(tab.locator('body'))).toEqual([]);
}

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test.describe('on a telephone', () => {
  test.use(phone);

  for (const [name, address] of [
    ['Open Requests', '/requests/open'],
    ['Closed Requests', '/requests/closed'],
    ['My Access', '/access'],
    ['My Tasks', '/my-tasks/pending'],
    ['Help', '/help'],
  ] as const) {
    test(`everything to press on ${name} is large enough for a finger, and nothing is wider than the page [beyond 13]`, async ({ page }) => {
      await page.goto(address);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      if (name === 'Open Requests') await expect(row(page, 'Granted')).toBeVisible();
      if (name === 'Closed Requests') await expect(row(page, 'Rejected').first()).toBeVisible();
      if (name === 'My Access') await expect(page.getByRole('button', { name: /^Access Details/ }).first()).toBeVisible();
      if (name === 'My Tasks') await expect(page.getByRole('button', { name: /^Approve/ }).first()).toBeVisible();
      await fitsFingers(page);
      expect(await overflow(page)).toBe(0);
    });
  }

  test('everything to press on New Request is large enough for a finger [beyond 13]', async ({ page }) => {
    await toNewRequest(page);
    await fitsFingers(page);
    await page.getByRole('combobox', { name: 'Resource Type' }).tap();
    await expect(page.getByRole('option').first()).toBeVisible();
    await fitsFingers(page);
  });

  test('everything to press in View Details is large enough for a finger [beyond 13]', async ({ page }) => {
    await toMyRequests(page);
    const popup = await openDetails(page, DATABASE);
    await popup.getByRole('button', { name: 'Show access details' }).tap();
    await expect(popup.getByRole('heading', { name: 'Instructions' })).toBeVisible();
    expect(await small(popup)).toEqual([]);
  });

  test('the panel of a request and its reason on a tap are large enough for a finger [requirement 67]', async ({ page }) => {
    await toMyRequests(page, '/requests/closed');
    await row(page, 'Rejected').first().getByRole('link').tap();
    const panel = page.getByRole('complementary');
    await expect(panel.getByRole('heading', { level: 2 })).toBeVisible();
    expect(await small(panel)).toEqual([]);
  });
});

inAHost.describe('in a host on a telephone', () => {
  inAHost.use(phone);

  inAHost('the tab is a page of its own, and everything to press is large enough for a finger', async ({ page, inHost }) => {
    const there = await inHost({ mobile: true });
    await expect(row(there.tab, 'Granted')).toBeVisible();
    expect(page.url()).toContain(TAB);
    expect(Object.values(HOSTS).some((host) => page.url().startsWith(host))).toBe(false);
    await fitsFingers(there.tab);
    await row(there.tab, 'Granted').getByRole('link').tap();
    await expect(there.tab.getByRole('complementary').getByRole('heading', { level: 2 })).toBeVisible();
    await there.tell('backButtonPress');
    await expect(there.tab.getByRole('complementary')).toBeHidden();
  });
});
