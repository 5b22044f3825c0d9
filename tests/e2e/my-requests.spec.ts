import { task, toMyTasks } from './approver';
import { auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { LISTS, alter, clipboard, comeBack, ids, openPanel, row, toMyRequests } from './steps';
import { MADE_UP } from './places';

const OFFLINE = /ERR_INTERNET_DISCONNECTED/;

test('Open Requests shows what is under way and what is granted, each with its status [requirements 22, 23, 33, 34, 47, 55, 56, 62]', async ({
  page,
}) => {
  await toMyRequests(page);

  await expect(page.getByRole('tab', { name: 'Open Requests 3 requests', selected: true })).toBeVisible();
  await expect(row(page, 'Granted')).toContainText('View Details');
  await expect(row(page, 'Pending Approval')).toHaveCount(2);
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - heading "My Requests" [level=1]
    - link "New Request"
    - tablist "Lists of requests":
      - tab "Open Requests 3 requests" [selected]
      - tab "Closed Requests 6 requests"
    - search "Search and filters":
      - searchbox "Search requests"
      - text: "Status:"
      - combobox "Status:"
      - button "Show choices of Status"
      - text: "Integration:"
      - combobox "Integration:"
      - button "Show choices of Integration"
    - tabpanel "Open Requests 3 requests":
      - table:
        - rowgroup:
          - row "Request Access Requested Duration Status Actions"
        - rowgroup:
          - row /AR-\\d+ \\S+ Read Write .* 2 hours requested Pending Approval Cancel request, AR-\\d+/
          - row /Pending Approval Cancel request, AR-\\d+/
          - row /2 integrations · Write, Read Write .* left until .* Granted View Details of AR-\\d+ Extend 4 h, AR-\\d+/:
            - rowheader:
              - link /AR-\\d+/
            - cell
            - cell
            - cell
            - cell "Granted"
            - cell:
              - button /View Details of AR-\\d+/
              - button /Extend 4 h, AR-\\d+/
      - status: All 9 requests are loaded.
  `);
  await auditEverywhere(page, 'open-requests');
});

test('Closed Requests shows what has ended: Expired, Failed, Rejected, Revoked [requirements 33, 34, 64, 65, 66, 68, 69, 70, 71, D3]', async ({
  page,
}) => {
  await toMyRequests(page);
  await page.getByRole('tab', { name: 'Closed Requests' }).click();

  await expect(page).toHaveURL('/requests/closed');
  await expect(page.getByRole('tabpanel')).toMatchAriaSnapshot(`
    - tabpanel "Closed Requests 6 requests":
      - table:
        - rowgroup
        - rowgroup:
          - row /Expired Request again, AR-\\d+/
          - row /Failed/:
            - rowheader
            - cell
            - cell
            - cell
            - cell "Failed Contact your administrator.":
              - button "Failed"
              - text: Contact your administrator.
            - cell:
              - button /Request again, AR-\\d+/
          - row /Rejected/
          - row /Revoked/
          - row /Orders service favorite Bundle · \\d+ integrations .* Expired/
          - row /Object Admin .* Expired/
  `);
  await expect(page.getByRole('button', { name: /View Details/ })).toHaveCount(0);
  await auditEverywhere(page, 'closed-requests');
});

test.describe('a status with a reason', () => {
  const REASONS = {
    Rejected: 'Use the masked copy in the reporting schema.',
    Failed:
      'RabbitMQ Events did not create the user: its management interface is closed for maintenance. Contact your administrator.',
    Revoked: 'An administrator removed this access.',
  };

  for (const [status, reason] of Object.entries(REASONS)) {
    test(`${status} shows it under the pointer and for the keyboard, and Escape closes it [requirements 65, 67, 68, 70]`, async ({
      page,
    }) => {
      await toMyRequests(page, '/requests/closed');
      const badge = page.getByRole('button', { name: status });
      const tooltip = page.getByRole('tooltip');
      await expect(badge).toHaveAccessibleDescription(reason);
      await expect(tooltip).toBeHidden();

      await badge.hover();
      await expect(tooltip).toHaveText(reason);
      await tooltip.hover();
      await expect(tooltip).toBeVisible();
      await page.mouse.move(0, 0);
      await expect(tooltip).toBeHidden();

      await badge.focus();
      await expect(tooltip).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(tooltip).toBeHidden();
      await expect(badge).toBeFocused();
    });
  }

  test('keeps its colours [mock, badges]', async ({ page }) => {
    await toMyRequests(page, '/requests/closed');
    const ground = (status: string) =>
      page.getByRole('button', { name: status }).evaluate((badge) => getComputedStyle(badge).backgroundColor);

    expect(await ground('Failed')).not.toBe(await ground('Revoked'));
    expect(await ground('Rejected')).toBe(await ground('Failed'));
  });

  test('shows it everywhere, wide and narrow, in every theme', async ({ page }) => {
    await toMyRequests(page, '/requests/closed');
    await page.getByRole('button', { name: 'Failed' }).focus();
    await expect(page.getByRole('tooltip')).toBeVisible();
    await auditEverywhere(page, 'reason');
  });

  test.describe('on a touch screen', () => {
    test.use({ hasTouch: true, viewport: { width: 320, height: 640 } });

    test('shows it by a tap [requirement 67]', async ({ page }) => {
      await toMyRequests(page, '/requests/closed');
      await page.getByRole('button', { name: 'Rejected' }).tap();

      await expect(page.getByRole('tooltip')).toHaveText(REASONS.Rejected);
      await expect(page.getByRole('tooltip')).toBeInViewport({ ratio: 1 });
    });
  });
});

test('every status has its words, and one that nobody knows is shown as it came, on Open Requests [requirements 55, 57, 58, 59, D4, D5]', async ({
  page,
}) => {
  const wire = ['Initializing', 'Pending', 'PendingMFA', 'GRANTING', 'granted', 'Revoking', 'Hibernating <b>', 'Approved'];
  const places = new Map<string, number>();
  await alter(page, LISTS, (body) => {
    for (const request of body.data) {
      // Some are asked for again, alone: each keeps the status that it had in the whole list.
      const place = places.get(request.id) ?? places.size;
      places.set(request.id, place);
      request.status = { status: wire[place % wire.length], metadata: {} };
      request.challenge = undefined;
    }
    return body;
  });
  await toMyRequests(page);

  await expect(page.getByRole('tab', { name: 'Open Requests 9 requests' })).toBeVisible();
  for (const label of ['Pending MFA', 'Granted', 'Revoking', 'Hibernating <b>']) {
    await expect(page.getByRole('cell', { name: label, exact: true })).toHaveCount(1);
  }
  await expect(page.getByRole('cell', { name: 'Granting', exact: true })).toHaveCount(2);
  await expect(page.getByRole('cell', { name: 'Pending (being evaluated)' })).toHaveCount(3);
  await expect(page.locator('main b')).toHaveCount(0);
  await auditEverywhere(page, 'every-status');
});

test.describe('the panel of a request', () => {
  test('shows exact resources and permissions, who decides, justification and times [requirements 48, 49]', async ({ page }) => {
    await toMyRequests(page);
    const panel = await openPanel(page, '2 hours');

    await expect(panel).toMatchAriaSnapshot(`
      - complementary /AR-\\d+/:
        - heading /AR-\\d+/ [level=2]
        - button "Copy link"
        - button "Close"
        - text: Pending Approval 2 hours requested
        - heading "Resources and permissions" [level=3]
        - list:
          - listitem: /\\S+ Read Write/
        - heading "Approvers" [level=3]
        - paragraph: Any one of these can approve.
        - list:
          - listitem: /Ingrid Solberg Tier 1 · User · has not decided yet/
          - listitem: /Apono admins Tier 2 · Group · (not asked|has not decided) yet/
        - heading "Justification" [level=3]
        - paragraph: "INC-1042: release orders that hang in payment"
        - heading "Details" [level=3]
        - term: Requested by
        - definition: Dana Levi
    `);
    await auditEverywhere(page, 'panel-pending');
  });

  test('of granted access has View Details as the one primary button [requirement 50, mock]', async ({ page }) => {
    await toMyRequests(page);
    const panel = await openPanel(page, 'Granted');

    await expect(panel).toMatchAriaSnapshot(`
      - complementary:
        - heading /AR-\\d+/ [level=2]
        - button "Copy link"
        - button "Close"
        - text: /Granted .* left until/
        - button "View Details"
        - heading "Resources and permissions" [level=3]
        - text: PostgreSQL · PostgreSQL Staging
        - list:
          - listitem: /\\S+ Read Write/
        - text: AWS · AWS Staging
        - list:
          - listitem: /\\S+ Write/
    `);
    await auditEverywhere(page, 'panel-granted');
  });

  test('of a rejected request tells who rejected it and why [requirements 65, 67]', async ({ page }) => {
    await toMyRequests(page, '/requests/closed');
    const panel = await openPanel(page, 'Rejected');

    await expect(panel).toContainText('All of these have to approve.');
    await expect(panel.getByRole('listitem').filter({ hasText: 'Rafael Costa' })).toContainText('rejected');
    await expect(panel.getByText('Use the masked copy in the reporting schema.')).toHaveCount(2);
    await auditEverywhere(page, 'panel-rejected');
  });

  test('has an address of its own that a reload keeps [beyond 5]', async ({ page }) => {
    await toMyRequests(page, '/requests/closed');
    const panel = await openPanel(page, 'Rejected');
    const id = await panel.getByRole('heading', { level: 2 }).innerText();
    await expect(page).toHaveURL(`/requests/closed?request=${id}`);

    await page.reload();
    await expect(panel.getByRole('heading', { name: id })).toBeVisible();
    await expect(panel).toContainText('Rafael Costa');
    await expect(page.getByRole('tab', { name: 'Closed Requests' })).toHaveAttribute('aria-selected', 'true');
  });

  test('closes with its button and leads back to its row', async ({ page }) => {
    await toMyRequests(page);
    const panel = await openPanel(page, 'Granted');
    await panel.getByRole('button', { name: 'Close' }).click();

    await expect(panel).toBeHidden();
    await expect(page).toHaveURL('/requests/open');
    await expect(row(page, 'Granted').getByRole('link')).toBeFocused();
  });

  test('closes with Back and opens with Forward', async ({ page }) => {
    await toMyRequests(page, '/requests/open');
    const panel = await openPanel(page, 'Granted');

    await page.goBack();
    await expect(panel).toBeHidden();
    await page.goForward();
    await expect(panel).toBeVisible();
  });

  test('has a link to copy that opens it again', async ({ page, context, baseURL }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await toMyRequests(page);
    const panel = await openPanel(page, 'Granted');
    const id = await panel.getByRole('heading', { level: 2 }).innerText();
    await panel.getByRole('button', { name: 'Copy link' }).click();

    await expect(panel.getByRole('button', { name: 'Link copied' })).toBeVisible();
    expect(await clipboard(page)).toBe(`${baseURL}/requests/open?request=${id}`);
    await page.goto(await clipboard(page));
    await expect(panel.getByRole('button', { name: 'View Details' })).toBeVisible();
  });

  test("of somebody else's request says that it cannot be found, and nothing about it", async ({ page, watch }) => {
    watch.expects(/ 404 /);
    // Rafael Costa asked for this one.
    await toMyRequests(page, '/requests/open?request=AR-00039');

    const panel = page.getByRole('complementary');
    await expect(panel.getByRole('alert')).toHaveText(
      'This request cannot be found. It may belong to somebody else, or the link is incomplete.',
      { useInnerText: true },
    );
    await expect(panel).not.toContainText('Rafael');
    await auditEverywhere(page, 'panel-not-found');
  });

  test.describe('of what an approver is asked about', () => {
    test.use({ person: 'Ingrid Solberg' });

    test('is shown by its link, is on no list of theirs, and offers them nothing to do with it', async ({ page }) => {
      await toMyTasks(page);
      const id = await task(page, 'Tom Becker').first().getByRole('link').first().innerText();
      // As it looks where everything could be done with it.
      await alter(page, /\/access-requests\/AR-[^/?]+$/, (request) => {
        request.status.status = 'Active';
        request.extend_options = { can_extend: true, extension_availability: 'available', extend_duration_in_sec: 3_600, remaining_extensions: 2 };
        return request;
      });
      await toMyRequests(page, `/requests/open?request=${id}`);

      const panel = page.getByRole('complementary');
      await expect(panel.getByRole('heading', { name: id })).toBeVisible();
      await expect(panel.getByText('Tom Becker')).toBeVisible();
      await expect(panel.getByText('Granted')).toBeVisible();
      await expect(panel.getByRole('button', { name: /^(Cancel request|Revoke|Extend|View Details|Favorite)/ })).toHaveCount(0);
      await expect(panel.getByText('extensions are left')).toHaveCount(0);
      await expect(page.getByRole('row').filter({ hasText: id })).toHaveCount(0);
    });
  });

  test('says when its resources cannot be read, and Retry reads them', async ({ page, server, watch }) => {
    watch.expects(/ 500 /);
    await toMyRequests(page);
    await server.fault({ path: '/access-groups/', times: 2, kind: { answer: { status: 500 } } });
    const panel = await openPanel(page, 'Granted');

    const alerts = panel.getByRole('alert');
    await expect(alerts).toHaveText(Array(2).fill('Apono has a problem of its own (error 500).'));
    await auditEverywhere(page, 'panel-error');
    await panel.getByRole('button', { name: 'Retry' }).first().click();
    await expect(alerts).toHaveCount(1);
    await panel.getByRole('button', { name: 'Retry' }).click();
    await expect(panel.getByRole('listitem')).toHaveCount(2);
  });
});

test.describe('somebody who never asked for anything', () => {
  test.use({ person: 'Jonas Meyer' });

  test('reads that there are no open requests, and how to make one', async ({ page }) => {
    await page.goto('/');

    await expect(page.getByRole('tabpanel')).toMatchAriaSnapshot(`
      - heading "You have no open requests" [level=2]
      - paragraph: Ask for access to a database, a cloud account or an application. It appears here with its status.
      - link "New Request"
    `);
    await auditEverywhere(page, 'open-empty');
  });

  test('reads that there are no closed requests', async ({ page }) => {
    await page.goto('/requests/closed');

    await expect(page.getByRole('tabpanel')).toMatchAriaSnapshot(`
      - heading "You have no closed requests" [level=2]
      - paragraph: Requests that have expired or were rejected, revoked or failed appear here.
      - link "New Request"
    `);
    await auditEverywhere(page, 'closed-empty');
  });
});

test('while the lists are being read, the table is busy and shows its outline', async ({ page, server }) => {
  await server.fault({ path: '/access-requests', times: 9, kind: 'hang' });
  await page.goto('/');

  await expect(page.getByRole('table')).toHaveAttribute('aria-busy', 'true');
  await expect(page.locator('.waiting')).toHaveCount(5);
  await expect(page.getByText('You have no open requests')).toBeHidden();
  await auditEverywhere(page, 'loading');
});

test.describe('the lists cannot be read', () => {
  const FAILURES = {
    'an error of the service': [{ answer: { status: 500 } }, 'Apono has a problem of its own (error 500).', / 500 /],
    'a service that asks to wait': [
      { answer: { status: 429, headers: { 'retry-after': '7' } } },
      'Apono is busy and asks to wait 7 s.',
      / 429 /,
    ],
    'a broken connection': ['cut', 'There is no connection to the server.', /ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION/],
    'an answer that is no JSON': [{ answer: { status: 200, body: '<html>' } }, 'The answer could not be read.', null],
  } as const;

  for (const [what, [kind, words, complaint]] of Object.entries(FAILURES)) {
    test(`${what}: the page says what happened, and Retry reads them [beyond 14]`, async ({ page, server, watch }) => {
      if (complaint) watch.expects(complaint);
      // The tab tries again by itself, which must not hide the message before it has been looked at.
      await server.fault({ path: '/access-requests', kind, times: 99 });
      await page.goto('/');

      const alert = page.getByRole('alert');
      await expect(alert).toContainText(words);
      await expect(alert).toMatchAriaSnapshot(`
        - alert:
          - paragraph: ${words}
          - button "Retry"
      `);
      await expect(page.getByText('You have no open requests')).toBeHidden();
      // They all look the same.
      if (kind === 'cut') await auditEverywhere(page, 'lists-error');

      await server.clearFaults();
      // The tab tries by itself too, and may be quicker.
      await alert.getByRole('button', { name: 'Retry' }).click({ timeout: 2_000 }).catch(() => expect(alert).toBeHidden());
      await expect(alert).toBeHidden();
      await expect(page.getByRole('tab', { name: 'Open Requests 3 requests' })).toBeVisible();
    });
  }

  test('offline: what was read stays, and coming back on line goes on [beyond 14]', async ({ page, context, watch }) => {
    await toMyRequests(page);
    watch.expects(OFFLINE);
    await context.setOffline(true);
    const failed = page.waitForEvent('requestfailed');
    await comeBack(page);
    await failed;
    expect(await ids(page)).toHaveLength(3);

    await context.setOffline(false);
    const answered = page.waitForResponse(LISTS);
    await comeBack(page);
    expect((await answered).ok()).toBe(true);
    expect(await ids(page)).toHaveLength(3);
  });
});

test('what closes while somebody reads keeps its place and says where it went [beyond 11]', async ({ page, server }) => {
  await toMyRequests(page);
  const before = await ids(page);
  await server.advanceClock(7 * 3600);
  // The worker of the demo moves what is due; the tab hears of it at its next question.
  await expect(async () => {
    await comeBack(page);
    await expect(row(page, 'Expired')).toHaveCount(1, { timeout: 500 });
  }).toPass();

  await expect(row(page, 'Expired')).toContainText('Moved to Closed Requests');
  expect(await ids(page)).toEqual(before);
  await expect(page.getByRole('tab', { name: 'Open Requests 2 requests' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Closed Requests 7 requests' })).toBeVisible();
  await expect(page.getByRole('button', { name: /View Details/ })).toHaveCount(0);

  await page.getByRole('tab', { name: 'Closed Requests' }).click();
  await expect(row(page, 'Expired').first()).toContainText(before[2]);
  await page.getByRole('tab', { name: 'Open Requests' }).click();
  await expect(row(page, 'Expired')).toHaveCount(0);
});

test('half an hour before its end, access is marked as expiring soon [beyond 6]', async ({ page }) => {
  await toMyRequests(page);
  await expect(row(page, 'Granted')).not.toContainText('expiring soon');
  await alter(page, LISTS, (body) => {
    for (const request of body.data) if (request.status.status === 'Active') request.revocation_time = Date.now() / 1000 + 20 * 60;
    return body;
  });
  await page.reload();

  await expect(row(page, 'Granted')).toContainText(/\d+ min left\s*expiring soon · until/);
  await auditEverywhere(page, 'expiring-soon');
});

test.describe('a history of many pages', () => {
  test('says "at least" until everything is read, and holds only the rows in view and their neighbours', async ({ page, server }) => {
    const TOTAL = 250;
    let go = () => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    const [template] = await (async () => {
      const answer = await page.request.get(`${server.address}/api/client/v1/access-requests?scope=MyRequests&limit=1`, {
        headers: { 'x-apono-tab': '1' },
      });
      return (await answer.json()).data;
    })();
    await page.route(LISTS, async (route) => {
      const query = new URL(route.request().url()).searchParams;
      if (query.has('statuses')) return route.fulfill({ json: { data: [], pagination: { offset: 0, limit: 100 } }, headers: MADE_UP });
      const skip = Number(query.get('skip'));
      if (skip >= 100) await held;
      const count = Math.min(100, TOTAL - skip);
      const data = Array.from({ length: count }, (_, index) => ({
        ...template,
        id: `AR-9${String(TOTAL - skip - index).padStart(4, '0')}`,
        creation_time: template.creation_time - skip - index,
        status: { status: 'Expired', metadata: {} },
      }));
      const pagination = { offset: skip, limit: 100, total: TOTAL, has_more: skip + count < TOTAL };
      await route.fulfill({ json: { data, pagination }, headers: MADE_UP });
    });
    await page.goto('/requests/closed');

    await expect(page.getByRole('tab', { name: 'Closed Requests at least 100 requests' })).toContainText('100+');
    await expect(page.getByText('Loaded 100 of 250 requests. Loading more…')).toBeVisible();
    go();
    await expect(page.getByText('All 250 requests are loaded.')).toBeVisible();
    await expect(page.getByRole('tab', { name: 'Closed Requests 250 requests' })).toBeVisible();
    await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '251');
    expect(await page.getByRole('rowheader').count()).toBeLessThan(100);
    await expect(async () => {
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await expect(page.getByRole('link', { name: 'AR-90001' })).toBeInViewport({ timeout: 500 });
    }).toPass();
    expect(await page.getByRole('rowheader').count()).toBeLessThan(100);
  });
});

test('the keyboard alone goes through lists, panel and back', async ({ page }) => {
  await toMyRequests(page);
  const focused = page.locator(':focus');
  await page.getByRole('tab', { selected: true }).focus();

  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Closed Requests' })).toBeFocused();
  await expect(page.getByRole('tab', { name: 'Closed Requests' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Home');
  await expect(page.getByRole('tab', { name: 'Open Requests' })).toBeFocused();

  await page.keyboard.press('Tab');
  await expect(page.getByRole('searchbox', { name: 'Search requests' })).toBeFocused();
  for (const filter of ['Status:', 'Integration:']) {
    await page.keyboard.press('Tab');
    await expect(page.getByRole('combobox', { name: filter })).toBeFocused();
  }
  await page.keyboard.press('Tab');
  await expect(focused).toHaveText(/^AR-/);
  const id = await focused.innerText();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: id })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('complementary').getByRole('button', { name: /^Favorite/ })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(focused).toHaveText(id);
});
