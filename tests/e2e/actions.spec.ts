import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { openPanel, row, toMyRequests } from './steps';
import type { Page } from '@playwright/test';
import type { Server } from './server';

const popup = (page: Page) => page.getByRole('dialog', { name: 'Request again' });
const submit = (page: Page) => popup(page).getByRole('button', { name: 'Submit' });
const why = (page: Page) => popup(page).getByRole('textbox', { name: 'Justification' });

async function openAgain(page: Page, status: string | RegExp) {
  await row(page, status).first().getByRole('button', { name: /^Request again/ }).click();
  await expect(why(page)).toBeFocused();
}

const news = (page: Page) => page.locator('.toasts');

/** Presses a button many times at once, as an impatient hand or a held key would. */
async function hammer(page: Page, name: RegExp) {
  await page.getByRole('button', { name }).first().evaluate((button: HTMLElement) => {
    for (let press = 0; press < 5; press += 1) button.click();
  });
}

test.describe('Request again', () => {
  for (const status of ['Expired', 'Revoked', 'Rejected', 'Failed']) {
    test(`is offered for ${status} in the row and in the panel in place of View Details [requirements 36, 37, 38, 40]`, async ({ page }) => {
      await toMyRequests(page, '/requests/closed');
      const closed = row(page, status).first();
      await expect(closed.getByRole('button', { name: /^Request again/ })).toBeVisible();

      await closed.getByRole('link').click();
      const panel = page.getByRole('complementary');
      await expect(panel.getByRole('button', { name: 'Request again' })).toBeVisible();
      await expect(panel.getByRole('button', { name: 'View Details' })).toHaveCount(0);
    });
  }

  test('opens a popup that says what is asked for and takes a Justification [requirements 41, 42]', async ({ page }) => {
    await toMyRequests(page, '/requests/closed');
    await openAgain(page, 'Rejected');

    await expect(popup(page)).toContainText('campaigns');
    await expect(popup(page)).toContainText('2 hours');
    await expect(why(page)).toHaveAttribute('aria-required', 'true');
    await expect(submit(page)).not.toHaveAttribute('aria-disabled', 'true');
    await auditEverywhere(page, 'request-again');
  });

  test('of resources is sent with Submit and appears with its status [requirements 39, 43, 44]', async ({ page }) => {
    await toMyRequests(page, '/requests/closed');
    await openAgain(page, 'Rejected');
    await why(page).fill('The masked copy lacks the column that differs');
    await submit(page).click();

    await expect(page).toHaveURL(/\/requests\/open\?new=AR-/);
    await expect(popup(page)).toBeHidden();
    const sent = page.getByRole('row').filter({ hasText: 'campaigns' }).filter({ hasText: 'New' });
    await expect(sent).toContainText(/Pending|Granting|Granted/);
  });

  test('of a bundle asks for the bundle [requirement 39]', async ({ page }) => {
    await toMyRequests(page, '/requests/closed');
    await openAgain(page, 'Bundle');
    await expect(popup(page)).toContainText('Orders service');
    await why(page).fill('Tom is away once more');
    await submit(page).click();

    await expect(page.getByRole('row').filter({ hasText: 'Orders service' }).first()).toContainText('New');
  });

  test('does not take blanks for a justification [D13]', async ({ page, server }) => {
    await toMyRequests(page, '/requests/closed');
    await openAgain(page, 'Rejected');
    await why(page).fill('   ');
    await submit(page).click();

    await expect(why(page)).toHaveAttribute('aria-invalid', 'true');
    await expect(why(page)).toBeFocused();
    await expect(popup(page)).toContainText('Say why you need this access.');
    expect(await server.count('POST', /request-again$/)).toBe(0);
    await auditEverywhere(page, 'request-again-blank');
  });

  test('says why where it is no longer possible, and cannot be sent', async ({ page, server }) => {
    const reason = 'No access flow gives this to you any more.';
    const body = { status: 'error', errors: [{ code: 'NOT_GRANTABLE', field: 'filter_access_unit_ids', message: reason, details: {} }] };
    await server.fault({ path: '/dry-run', kind: { answer: { status: 200, body: JSON.stringify(body) } } });
    await toMyRequests(page, '/requests/closed');
    await openAgain(page, 'Rejected');

    await expect(popup(page).getByRole('alert')).toContainText(reason);
    await expect(submit(page)).toHaveAttribute('aria-disabled', 'true');
    await why(page).fill('I need it');
    await submit(page).click({ force: true });
    expect(await server.count('POST', /request-again$/)).toBe(0);
    await auditEverywhere(page, 'request-again-impossible');
  });

  test('keeps what was typed when the popup is closed and opened again [beyond 14]', async ({ page }) => {
    await toMyRequests(page, '/requests/closed');
    await openAgain(page, 'Rejected');
    await why(page).fill('Half a sentence');
    await page.keyboard.press('Escape');
    await expect(popup(page)).toBeHidden();

    await openAgain(page, 'Rejected');
    await expect(why(page)).toHaveValue('Half a sentence');
  });

  test('is sent once, however often Submit is pressed while the answer is slow', async ({ page, server }) => {
    await toMyRequests(page, '/requests/closed');
    await openAgain(page, 'Rejected');
    await why(page).fill('Once');
    await server.fault({ method: 'POST', path: '/request-again', kind: { delay: 700 } });
    await hammer(page, /^Submit$/);

    await expect(page).toHaveURL(/new=AR-/);
    expect(await server.count('POST', /request-again$/)).toBe(1);
  });

  const FAILURES = [
    ['409', { answer: { status: 409, body: '{"message":"This request is still open."}' } }, 'This request is still open.', 'Nothing was sent.', / 409 /],
    ['500', { answer: { status: 500 } }, 'Apono has a problem of its own (error 500).', 'It may have been sent all the same', / 500 /],
    ['no answer', 'cut', 'There is no connection to the server.', 'It may have been sent all the same', /ERR_/],
  ] as const;
  for (const [what, kind, why_, kept, complaint] of FAILURES) {
    test(`answered with ${what} says what is so and loses nothing that was typed [beyond 14]`, async ({ page, server, watch }) => {
      watch.expects(complaint);
      await toMyRequests(page, '/requests/closed');
      await openAgain(page, 'Rejected');
      await why(page).fill('Keep me');
      await server.fault({ method: 'POST', path: '/request-again', kind });
      await submit(page).click();

      await expect(popup(page).getByRole('alert')).toContainText(why_);
      await expect(popup(page).getByRole('alert')).toContainText(kept);
      await expect(why(page)).toHaveValue('Keep me');
      expect(await server.count('POST', /request-again$/)).toBeLessThanOrEqual(1);
    });
  }
});

test.describe('ending', () => {
  test('what waits asks first, withdraws it and moves it to Closed Requests [D10]', async ({ page }) => {
    await toMyRequests(page);
    const waiting = row(page, 'Pending Approval').first();
    const id = await waiting.getByRole('link').innerText();
    await waiting.getByRole('button', { name: /^Cancel request/ }).click();
    const question = page.getByRole('dialog', { name: 'Cancel this request?' });
    await expect(question).toContainText(id);
    await auditEverywhere(page, 'cancel-request');
    await question.getByRole('button', { name: 'Cancel request' }).click();

    await expect(row(page, id)).toContainText(/Revoking|Revoked/);
    await expect(row(page, id)).toContainText('Moved to Closed Requests');
  });

  test('access asks first, and Keep it changes nothing [D10]', async ({ page, server }) => {
    await toMyRequests(page);
    const panel = await openPanel(page, 'Granted');
    await panel.getByRole('button', { name: 'Revoke' }).click();
    const question = page.getByRole('dialog', { name: 'Revoke this access?' });
    await expect(question).toContainText('ends now');
    await auditEverywhere(page, 'revoke');
    await question.getByRole('button', { name: 'Keep it' }).click();

    await expect(question).toBeHidden();
    await expect(panel.getByRole('button', { name: 'View Details' })).toBeVisible();
    expect(await server.count('POST', /revoke$/)).toBe(0);
  });

  test('access takes its details away and offers Request again [D10, requirement 37]', async ({ page }) => {
    await toMyRequests(page);
    const panel = await openPanel(page, 'Granted');
    await panel.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();

    await expect(panel).toContainText('Revoked');
    await expect(panel.getByRole('button', { name: 'View Details' })).toHaveCount(0);
    await expect(panel.getByRole('button', { name: 'Request again' })).toBeVisible();
  });

  test('whose answer was lost is seen from the request itself, and not done twice', async ({ page, server, watch }) => {
    watch.tolerates(/ERR_/);
    await toMyRequests(page);
    const panel = await openPanel(page, 'Granted');
    await server.fault({ method: 'POST', path: '/revoke', kind: 'cut' });
    await panel.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();

    await expect(panel).toContainText('Revoked');
    await expect(panel.getByRole('alert')).toHaveCount(0);
    expect(await server.count('POST', /revoke$/)).toBe(1);
  });

  const NOT_DONE = [
    ['409', { answer: { status: 409, body: '{"message":"Somebody is at it."}' } }, 'Not ended. Somebody is at it.', / 409 /],
    ['500', { answer: { status: 500 } }, 'Apono was asked what is so now', / 500 /],
  ] as const;
  for (const [what, kind, words, complaint] of NOT_DONE) {
    test(`answered with ${what} leaves the row as it is and says so [beyond 14]`, async ({ page, server, watch }) => {
      watch.expects(complaint);
      await toMyRequests(page);
      const waiting = row(page, 'Pending Approval').first();
      await server.fault({ method: 'POST', path: '/revoke', kind });
      await waiting.getByRole('button', { name: /^Cancel request/ }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel request' }).click();

      await expect(waiting.getByRole('alert')).toContainText(words);
      await expect(waiting).toContainText('Pending Approval');
      await auditEverywhere(page, 'not-ended');
      await waiting.getByRole('button', { name: 'Dismiss' }).click();
      await expect(waiting.getByRole('alert')).toHaveCount(0);
    });
  }
});

/** Makes the granted request one that can be extended, where the demo's own cannot. */
async function extendable(page: Page, server: Server) {
  await page.route(/\/api\/client\/v1\/access-requests(\?|\/AR-\d+(\?|$))/, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const answer = await route.fetch();
    const body = await answer.json();
    for (const request of body.data ?? [body]) {
      if (request.status?.status === 'Active') {
        request.extend_options = { can_extend: true, extension_availability: 'Available', extend_duration_in_sec: 3600, remaining_extensions: 2 };
      }
    }
    await route.fulfill({ response: answer, json: body, headers: { ...answer.headers(), 'x-made-up': 'by a test' } });
  });
  void server;
}

test.describe('Extend', () => {
  test('says by how much, and how many are left [D10, beyond 6]', async ({ page, server }) => {
    await extendable(page, server);
    await toMyRequests(page);
    await expect(row(page, 'Granted').getByRole('button', { name: /^Extend 1 h/ })).toHaveAccessibleDescription(/by 1 hour. 2 extensions are left/);
    const panel = await openPanel(page, 'Granted');
    await expect(panel.getByRole('button', { name: 'Extend by 1 hour' })).toBeVisible();
    await expect(panel).toContainText('2 extensions are left.');
    await auditEverywhere(page, 'extend');
  });

  test('is not offered where the service does not offer it', async ({ page }) => {
    await page.route(/\/api\/client\/v1\/access-requests\?/, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      for (const request of body.data) request.extend_options.can_extend = false;
      await route.fulfill({ response: answer, json: body, headers: { ...answer.headers(), 'x-made-up': 'by a test' } });
    });
    await toMyRequests(page);
    await expect(row(page, 'Granted')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Extend/ })).toHaveCount(0);
  });

  test('is sent once, however often it is pressed while the answer is slow', async ({ page, server, watch }) => {
    watch.tolerates(/ 409 /);
    await extendable(page, server);
    await toMyRequests(page);
    await server.fault({ method: 'POST', path: '/extend', kind: { delay: 700 } });
    await hammer(page, /^Extend/);

    await expect(row(page, 'Granted')).toContainText('Extending…');
    await expect(row(page, 'Granted')).not.toContainText('Extending…');
    expect(await server.count('POST', /extend$/)).toBe(1);
  });
});

test.describe('the star', () => {
  test('shows what the service says, after a reload too [D10]', async ({ page }) => {
    await toMyRequests(page, '/requests/closed');
    const panel = await openPanel(page, 'Rejected');
    const star = panel.getByRole('button', { name: /^Favorite/ });
    await expect(star).toHaveAttribute('aria-pressed', 'false');
    await star.click();
    await expect(star).toHaveAttribute('aria-pressed', 'true');

    await page.reload();
    await expect(star).toHaveAttribute('aria-pressed', 'true');
    await auditEverywhere(page, 'favorite');
    await star.click();
    await expect(star).toHaveAttribute('aria-pressed', 'false');
  });

  test('stays as it was set when a list that was asked for before comes in late', async ({ page }) => {
    let letIn = () => {};
    const late = new Promise<void>((resolve) => (letIn = resolve));
    const history = (url: URL) => url.searchParams.get('scope') === 'MyRequests' && !url.searchParams.has('statuses');
    await page.route(history, async (route) => {
      const response = await route.fetch();
      await late;
      await route.fulfill({ response });
    });
    await page.goto('/');
    const panel = await openPanel(page, 'Granted');
    const star = panel.getByRole('button', { name: /^Favorite/ });
    await star.click();
    await expect(star).toHaveAttribute('aria-pressed', 'true');
    letIn();
    await expect(page.getByText(/^All \d+ requests are loaded\.$/)).toBeVisible();
    // At once: a later reading would put it right.
    expect(await star.getAttribute('aria-pressed')).toBe('true');
  });

  test('is not set before the service has set it', async ({ page, server, watch }) => {
    watch.expects(/ 500 /);
    await toMyRequests(page, '/requests/closed');
    const panel = await openPanel(page, 'Rejected');
    await server.fault({ method: 'POST', path: '/favorite', kind: { answer: { status: 500 } } });
    const star = panel.getByRole('button', { name: /^Favorite/ });
    await star.click();

    await expect(panel.getByRole('alert')).toContainText('error 500');
    await expect(star).toHaveAttribute('aria-pressed', 'false');
  });
});

test.describe('Complete MFA', () => {
  // The team lead has a request that waits for the second factor.
  test.use({ person: 'Ingrid Solberg' });

  test('leads to the check in a new window and goes on when the person is back [D5, D10]', async ({ page, context }) => {
    await toMyRequests(page);
    const waiting = row(page, 'Pending MFA');
    const id = await waiting.getByRole('link').innerText();
    await waiting.getByRole('button', { name: /^Complete MFA/ }).click();
    const question = page.getByRole('dialog', { name: 'Complete MFA' });
    const link = question.getByRole('link');
    await expect(link).toHaveAttribute('href', new RegExp(`[?&]request=${id}$`));
    await auditEverywhere(page, 'complete-mfa');

    const opened = context.waitForEvent('page');
    await link.click();
    const check = await opened;
    await check.getByRole('textbox', { name: 'Code' }).fill('123456');
    await check.getByRole('button', { name: 'Confirm' }).click();
    await expect(check.getByText('You can close this window')).toBeVisible();
    await check.close();

    await question.getByRole('button', { name: 'I have done this' }).click().catch(() => {});
    await expect(question).toBeHidden();
    await expect(row(page, id)).not.toContainText('Pending MFA');
  });

  test('says when the service has not seen it, and the request waits on', async ({ page, watch }) => {
    watch.expects(/ 403 /);
    await toMyRequests(page);
    await row(page, 'Pending MFA').getByRole('button', { name: /^Complete MFA/ }).click();
    const question = page.getByRole('dialog', { name: 'Complete MFA' });
    await question.getByRole('button', { name: 'I have done this' }).click();

    await expect(question.getByRole('alert')).toContainText('Apono does not see the second factor yet.');
    await expect(row(page, 'Pending MFA')).toHaveCount(1);
  });
});

test('news of what was done stands at the edge of the page', async ({ page }) => {
  await toMyRequests(page);
  const waiting = row(page, 'Pending Approval').first();
  const id = await waiting.getByRole('link').innerText();
  await waiting.getByRole('button', { name: /^Cancel request/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel request' }).click();
  await expect(news(page)).toContainText(`${id} is being ended`);
});
