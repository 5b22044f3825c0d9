import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { allPartsCame, ids, row, toMyRequests } from './steps';

const UNAUTHORISED = /Failed to load resource.* 401 /;
const FORBIDDEN = /Failed to load resource.* 403 /;

test.describe('nobody is signed in', () => {
  test.use({ person: null });

  test('the tab says what it is for and offers one next step: Sign in [requirements 2, 3]', async ({ page }) => {
    await page.goto('/');

    await expect(page).toHaveTitle('Apono Access');
    await expect(page.locator('body')).toMatchAriaSnapshot(`
      - banner: Apono Access Demo
      - main:
        - heading "Sign in to ask for access" [level=1]
        - paragraph: Ask for access to databases, cloud accounts and applications, follow your requests and use what you were granted.
        - link "Sign in"
    `);
    await auditEverywhere(page, 'sign-in');
  });

  test('the tab asks the service nothing that it would refuse', async ({ page }) => {
    const calls: string[] = [];
    page.on('request', (request) => calls.push(new URL(request.url()).pathname));
    await page.goto('/');
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect(calls.filter((path) => path.startsWith('/api/'))).toEqual([]);
  });

  test('the demo lists its people, each with their part, instead of asking for a password', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Sign in' }).click();

    await expect(page).toHaveTitle('Sign in to the demo · Apono Access');
    await expect(page.getByRole('button')).toHaveCount(7);
    await expect(page.getByRole('button', { name: 'Dana Levi' })).toContainText('Engineer on call');
    await expect(page.locator('body')).toMatchAriaSnapshot(`
      - heading "Sign in to the demo" [level=1]
      - paragraph: This is a demo. Choose who you are; no password is needed.
      - list:
        - listitem:
          - button "Dana Levi Engineer on call. Asks for access."
    `);
  });

  test('signing in leads back to the address one came from [design 8]', async ({ page }) => {
    await page.goto('/requests/closed?request=AR-00012');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Tom Becker' }).click();

    await expect(page.getByRole('tab', { name: 'Closed Requests' })).toHaveAttribute('aria-selected', 'true');
    await expect(page).toHaveURL('/requests/closed?request=AR-00012');
  });
});

for (const foreign of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
  test(`a link to the sign-in that wants to lead to ${foreign} leads to My Requests`, async ({ page, baseURL }) => {
    await page.goto(`/auth/sign-in?return=${encodeURIComponent(foreign)}`);
    await page.getByRole('button', { name: 'Dana Levi' }).click();

    await expect(page.getByRole('heading', { name: 'My Requests' })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(baseURL);
  });
}

test('a sign-in that this browser did not begin is refused with a way out', async ({ page, watch }) => {
  watch.expects(/ 400 /);
  await page.goto('/auth/callback?code=stolen&state=forged');

  await expect(page.locator('body')).toMatchAriaSnapshot(`
    - heading "You are not signed in" [level=1]
    - paragraph: This sign-in was not begun in this browser, or too long ago.
    - paragraph:
      - link "Sign in again"
  `);
});

test.describe('somebody who is no user of Apono', () => {
  test.use({ person: 'Priya Nair', flags: ['--administrator-contact', '#access-help'] });

  test('reads why nothing can be requested, where the Apono Portal is and whom to ask [requirements 11, 12]', async ({
    page,
    watch,
  }) => {
    watch.expects(FORBIDDEN);
    await page.goto('/');

    await expect(page.getByText('Contact your administrator for a user account: #access-help.')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Open the Apono Portal' })).toHaveAttribute(
      'href',
      'https://portal.apono.io',
    );
    await expect(page.getByRole('main')).toMatchAriaSnapshot(`
      - heading "You have no Apono user yet" [level=1]
      - paragraph
      - paragraph: "Contact your administrator for a user account: #access-help."
      - link "Open the Apono Portal"
      - link "Sign in with another account"
    `);
    await auditEverywhere(page, 'not-a-user');
  });

  test('can sign in with another account', async ({ page, watch }) => {
    watch.expects(FORBIDDEN);
    await page.goto('/');
    await page.getByRole('link', { name: 'Sign in with another account' }).click();
    await page.getByRole('button', { name: 'Dana Levi' }).click();

    await expect(page.getByRole('heading', { name: 'My Requests' })).toBeVisible();
  });
});

test.describe('Apono cannot be reached', () => {
  test.use({ flags: ['--administrator-contact', '#access-help'] });

  test('the tab says so, whom to contact, and Retry goes on where it stopped [requirement 6]', async ({
    page,
    server,
    watch,
  }) => {
    watch.expects(/ 503 /);
    // The tab tries again by itself, which must not hide the page before it has been looked at.
    await server.fault({ path: '/session', kind: { answer: { status: 503 } }, times: 99 });
    await page.goto('/requests/closed');

    await expect(page.getByText('If this goes on, contact your administrator: #access-help.')).toBeVisible();
    await expect(page.getByRole('main')).toMatchAriaSnapshot(`
      - heading "Apono cannot be reached" [level=1]
      - paragraph: Apono has a problem of its own (error 503).
      - paragraph: "If this goes on, contact your administrator: #access-help."
      - button "Retry"
    `);
    await auditEverywhere(page, 'unreachable');

    await server.clearFaults();
    await page.getByRole('button', { name: 'Retry' }).click();
    await expect(page.getByRole('heading', { name: 'My Requests' })).toBeVisible();
    await expect(page).toHaveURL('/requests/closed');
  });
});

test('signing out leads to the start, and the session is over on the server too', async ({ page, context, watch }) => {
  await page.goto('/');
  await page.getByLabel('Signed in as Dana Levi, dana.levi@northwind.example').click();
  await expect(page.getByRole('banner')).toContainText('dana.levi@northwind.example');
  await auditEverywhere(page, 'account');
  const before = await context.cookies();

  watch.expects(UNAUTHORISED);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to ask for access' })).toBeVisible();

  await context.addCookies(before);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Sign in to ask for access' })).toBeVisible();
});

test.describe('the session ends in the middle', () => {
  test('the page stays, and signing in again in a window of its own goes on [design 8]', async ({
    page,
    context,
    server,
    watch,
  }) => {
    await toMyRequests(page);
    const before = await ids(page);

    watch.expects(UNAUTHORISED);
    // Nothing is on its way any more that would find the session at its end before the person does.
    await allPartsCame(page);
    await server.endSessions();
    await row(page, 'Granted').getByRole('link').click();

    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await expect(dialog).toBeVisible();
    await expect(dialog).toMatchAriaSnapshot(`
      - dialog "Your session has ended":
        - heading "Your session has ended" [level=2]
        - paragraph: Sign in again to go on. What you have typed stays on this page.
        - button "Sign in again"
    `);
    await auditEverywhere(page, 'session-ended');

    const popup = context.waitForEvent('page');
    await dialog.getByRole('button', { name: 'Sign in again' }).click();
    const window = await popup;
    await window.getByRole('button', { name: 'Dana Levi' }).click();

    await expect(dialog).toBeHidden();
    expect(await ids(page)).toEqual(before);
    expect(window.isClosed()).toBe(true);
  });

  test('somebody else who signs in gets a page of their own, not the one of the person before', async ({
    page,
    context,
    server,
    watch,
  }) => {
    await toMyRequests(page);
    // The address still names a request, which is none of his.
    watch.expects(UNAUTHORISED, / 404 /);
    // Nothing is on its way any more that would find the session at its end before the person does.
    await allPartsCame(page);
    await server.endSessions();
    await row(page, 'Granted').getByRole('link').click();

    const popup = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await (await popup).getByRole('button', { name: 'Jonas Meyer' }).click();

    await expect(page.getByText('You have no open requests')).toBeVisible();
    await expect(page.getByLabel('Signed in as Jonas Meyer, jonas.meyer@northwind.example')).toBeVisible();
  });

  test('where the browser opens no window, a link to a new tab is offered', async ({ page, context, server, watch }) => {
    await page.addInitScript(() => {
      window.open = () => null;
    });
    await toMyRequests(page);
    watch.expects(UNAUTHORISED);
    // Nothing is on its way any more that would find the session at its end before the person does.
    await allPartsCame(page);
    await server.endSessions();
    await row(page, 'Granted').getByRole('link').click();
    await page.getByRole('button', { name: 'Sign in again' }).click();

    await expect(page.getByRole('alert').filter({ hasText: 'Allow pop-ups for this page' })).toBeVisible();
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: 'Sign in in a new tab' }).click();
    await (await opened).getByRole('button', { name: 'Dana Levi' }).click();
    await expect(page.getByRole('dialog', { name: 'Your session has ended' })).toBeHidden();
  });
});
