import { randomUUID } from 'node:crypto';
import { audit } from './audit';
import { expect } from '@playwright/test';
import { Host, STRANGER, TAB, test } from './host';
import { row, showDetails } from './steps';

test('a page that is no host cannot put the tab into a frame', async ({ page, watch, inHost }) => {
  watch.expects(/frame-ancestors/);
  await inHost();
  await Host.atRest(page);
  await page.goto(STRANGER);
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  await page.evaluate((address) => {
    const frame = document.createElement('iframe');
    frame.src = address;
    document.body.append(frame);
  }, `${TAB}/teams/requests/open`);
  await refused;
  await expect(page.frameLocator('iframe').getByText('My Requests')).toBeHidden();
});

test('what others than the host say is ignored: a neighbouring frame, and the tab itself', async ({ page, inHost }) => {
  const there = await inHost({ theme: 'default' });
  await expect(row(there.tab, 'Granted')).toBeVisible();
  await there.frame.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { themesSeen: seen });
    const note = () => seen.push(document.documentElement.dataset.theme ?? '');
    new MutationObserver(note).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  });
  const forged = { func: 'themeChange', args: ['contrast'] };
  await page.evaluate((address) => {
    const frame = document.createElement('iframe');
    frame.title = 'neighbour';
    frame.src = address;
    document.body.append(frame);
  }, `${STRANGER}/`);
  const stranger = () => page.frames().find((frame) => frame.url().startsWith(STRANGER));
  await expect.poll(stranger, { message: 'the neighbouring frame is there' }).toBeDefined();
  await stranger()!.evaluate((forged) => parent.frames[0]?.postMessage(forged, '*'), forged);
  await there.frame.evaluate((forged) => self.postMessage(forged, '*'), forged);
  // What the host says afterwards is heard, so what was said before has been heard or ignored by then.
  await there.tell('themeChange', 'dark');
  await expect(there.tab.locator('html')).toHaveAttribute('data-theme', 'dark');
  const themes = await there.frame.evaluate(() => (window as unknown as { themesSeen: string[] }).themesSeen);
  expect(themes).toContain('dark');
  expect(themes).not.toContain('contrast');
});

const LINKS: Record<string, string> = {
  'a script': '<script>alert(1)</script>',
  'a script as an address': 'javascript:alert(1)',
  'a script in an address of ours': '/requests/open?search=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E',
  'another site': '//stranger.example.test/requests/open',
  '100 kB': `/requests/open?search=${'x'.repeat(100_000)}`,
  'broken UTF-8': '/requests/open?search=%ff%c3%28',
  'half of a letter': '/requests/open?search=\ud83d',
};

for (const [what, subPageId] of Object.entries(LINKS)) {
  test(`a link into the app that carries ${what} leads to My Requests and does nothing else`, async ({ inHost }) => {
    const there = await inHost({ subPageId });
    await expect(there.tab.getByRole('heading', { level: 1 })).toHaveText('My Requests');
    await expect(there.tab.getByRole('tab', { name: /^Open Requests/ })).toBeVisible();
    await expect(there.tab.locator('img[src="x"]')).toHaveCount(0);
    expect(await there.frame.evaluate(() => location.origin)).toBe(TAB);
  });
}

for (const query of ['?subPageId=%ff%fe&theme=%ff&locale=%ff', '?theme=%22%3E%3Cscript%3E&locale=javascript:alert(1)&subPageId=%3Cscript%3E']) {
  test(`an address of the frame with ${query} opens My Requests`, async ({ inHost }) => {
    const there = await inHost({}, `/teams/requests/open${query}`);
    await expect(row(there.tab, 'Granted')).toBeVisible();
    await expect(there.tab.locator('html')).toHaveAttribute('data-theme', 'light');
  });
}

test.describe('signing in by a window', () => {
  test.beforeEach(({ watch }) => watch.expects(/ 401 /));

  test('a sign-in page that cuts its window off from the host is explained, with the way out into a browser', async ({ page, inHost }) => {
    const there = await inHost({ account: randomUUID() });
    await page.context().route(`${TAB}/oauth/authorize**`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'cross-origin-opener-policy': 'same-origin' },
        body: '<!doctype html><title>Sign in</title><h1>A sign-in page</h1>',
      }),
    );
    await there.tab.getByRole('button', { name: 'Sign in' }).click();
    await expect(there.tab.getByRole('alert')).toHaveText(
      'The window was closed before you were signed in. If it closed by itself, its sign-in page cannot be used from here: go on in your browser.',
    );
    await there.tab.getByRole('link', { name: 'Open in browser' }).click();
    await expect.poll(() => there.said()).toContainEqual({ func: 'executeDeepLink', args: [`${TAB}/requests/open`] });
  });

  test('a window that the host does not open is told', async ({ inHost }) => {
    const there = await inHost({ account: randomUUID(), windows: 'blocked' });
    await there.tab.getByRole('button', { name: 'Sign in' }).click();
    await expect(there.tab.getByRole('alert')).toHaveText(
      'The window to sign in could not be opened. Allow pop-ups, or go on in your browser.',
    );
  });

  test('a window that the person closes is told, and the next try works', async ({ page, inHost }) => {
    const there = await inHost({ account: randomUUID() });
    const button = there.tab.getByRole('button', { name: 'Sign in' });
    const first = page.context().waitForEvent('page');
    await button.click();
    await (await first).close();
    await expect(there.tab.getByRole('alert')).toContainText('The window was closed before you were signed in.');
    const second = page.context().waitForEvent('page');
    await button.click();
    const window = await second;
    await window.getByRole('button', { name: 'Dana Levi' }).click();
    await window.getByRole('button', { name: 'Yes, this is my account' }).click();
    await expect(there.tab.getByRole('heading', { level: 1 })).toHaveText('My Requests');
  });

  test('who does not know the account that would act for them says no, and nothing is connected', async ({ page, inHost }) => {
    const there = await inHost({ account: randomUUID() });
    const opened = page.context().waitForEvent('page');
    await there.tab.getByRole('button', { name: 'Sign in' }).click();
    const window = await opened;
    await window.getByRole('button', { name: 'Dana Levi' }).click();
    await expect(window.getByRole('heading', { level: 1 })).toHaveText('Connect this account?');
    await expect(window.getByText('The Microsoft account somebody@northwind.example will ask for access')).toBeVisible();
    await audit(window, 'the question whether an account may act');
    await window.getByRole('button', { name: 'No, do not connect it' }).click();
    await expect(there.tab.getByRole('alert')).toBeVisible();
    await expect(there.tab.getByRole('button', { name: 'Sign in' })).toBeEnabled();
  });

  test('a sign-in that fails is told, and nothing was changed', async ({ page, inHost, watch }) => {
    watch.tolerates(/403/);
    const there = await inHost({ account: randomUUID() });
    const opened = page.context().waitForEvent('page');
    await there.tab.getByRole('button', { name: 'Sign in' }).click();
    const popup = await opened;
    await popup.getByRole('button', { name: 'Dana Levi' }).waitFor();
    // The person follows an old link in the window, which then closes itself.
    await popup.evaluate((address) => void setTimeout(() => location.assign(address)), `${TAB}/auth/end?reason=late`);
    await expect(there.tab.getByRole('alert')).toHaveText(
      'Signing in did not work. Nothing was changed. Try again, or go on in your browser.',
    );
  });
});

test('where storage is blocked the tab works without it', async ({ context, inHost }) => {
  await context.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(self, name, {
        get() {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
    }
  });
  const there = await inHost();
  await expect(row(there.tab, 'Granted')).toBeVisible();
  await there.tab.getByRole('link', { name: 'New Request' }).click();
  await expect(there.tab.getByRole('heading', { level: 1 })).toHaveText('New Request');
});

test('where the clipboard is blocked the text stands there to be selected', async ({ context, inHost }) => {
  await context.addInitScript(() => {
    document.execCommand = () => false;
  });
  const there = await inHost();
  const popup = await showDetails(there.tab);
  await popup.getByRole('button', { name: 'Copy Password' }).click();
  await expect(popup.getByText('The browser did not allow copying. Select the text below and press Ctrl+C.')).toBeVisible();
});

test('where only the older way of copying works in a frame, that way is taken', async ({ page, context, inHost }) => {
  await context.grantPermissions(['clipboard-read']);
  const there = await inHost();
  const popup = await showDetails(there.tab);
  await popup.getByRole('button', { name: 'Copy Port' }).click();
  await expect(popup.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  await there.focusItself();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('5432');
});
