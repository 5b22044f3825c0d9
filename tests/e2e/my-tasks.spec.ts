import type { Page } from '@playwright/test';
import { API, DECISIONS, HEADERS, another, approve, asked, decide, reason, reject, task, tasks, toMyTasks, undo } from './approver';
import { audit, auditEverywhere } from './audit';
import { expect, test } from './fixtures';
import { MADE_UP } from './places';
import { comeBack, row, toMyRequests } from './steps';

test.use({ person: 'Ingrid Solberg' });

const DATABASE = 'prod-orders-eu';

test('My Tasks says who asks for what in whose words, until when, and who else decides [requirements 8, 10, D8, beyond 10]', async ({
  page,
  browser,
  server,
  watch,
}) => {
  const tom = await another(browser, server, watch, 'Tom Becker');
  const id = await asked(tom, server, DATABASE, 'OPS-77: the totals of yesterday are off');
  await page.goto('/');
  const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^My Tasks/ });
  await expect(link).toContainText(/\d+ tasks? waiting/);
  await link.click();

  await expect(page).toHaveURL('/my-tasks/pending');
  await expect(page).toHaveTitle('My Tasks · Apono Access');
  await expect(page.getByRole('heading', { name: 'My Tasks', level: 1 })).toBeFocused();
  const shown = task(page, id);
  await expect(shown).toContainText('Tom Becker · 1 hour: ends');
  await expect(shown).toContainText('if approved now');
  await expect(shown).toContainText(/Requester’s words\s*OPS-77: the totals of yesterday are off/);
  await expect(shown).toContainText(/Exact permissions\s*prod-orders-eu/);
  await expect(shown).toContainText('Ingrid Solberg');
  await expect(shown).toContainText('has not decided yet');
  await expect(approve(shown)).toBeVisible();
  await expect(reject(shown)).toBeVisible();
  await expect(page.locator('.btn--primary')).toHaveCount(0);
  await auditEverywhere(page, 'my-tasks');
});

test('Approve is sent after five seconds, and the requester sees Granting and Granted without reload [requirement 10]', async ({
  page,
  browser,
  server,
  watch,
}) => {
  const tom = await another(browser, server, watch, 'Tom Becker');
  const id = await asked(tom, server, DATABASE, 'OPS-78: for the night');
  await toMyRequests(tom);
  await expect(row(tom, id)).toContainText('Pending Approval');
  await toMyTasks(page);
  await approve(task(page, id)).click();

  await expect(task(page, id)).toContainText('Approving in 5 seconds. Nothing has been sent yet.');
  await expect(undo(task(page, id))).toBeFocused();
  expect(await server.count('POST', DECISIONS)).toBe(0);
  await expect(task(page, id)).toContainText(/Approved by you\. Now: (Granting|Granted)\./);
  await expect(task(page, id)).toContainText('Stays here until you leave the page.');
  await expect(page.locator('.toasts')).toContainText(`${id} approved`);
  expect(await server.count('POST', DECISIONS)).toBe(1);
  await expect(task(page, id)).toContainText('Now: Granted.');
  await auditEverywhere(page, 'my-tasks-decided');
  await comeBack(tom);
  await expect(row(tom, id)).toContainText('Granted');
});

test('Reject takes a reason, which the requester reads by pointing, by focus and by tapping [requirements 10, 67]', async ({
  page,
  browser,
  server,
  watch,
}) => {
  const tom = await another(browser, server, watch, 'Tom Becker', { hasTouch: true });
  const id = await asked(tom, server, DATABASE, 'OPS-79: please');
  await toMyTasks(page);
  await task(page, id).getByRole('button', { name: 'Add a reason' }).click();
  await expect(reason(task(page, id))).toBeFocused();
  await reason(task(page, id)).fill('Please use the replica.');
  await expect(task(page, id)).toContainText('Sent to the requester. 23 of 123 characters.');
  await reject(task(page, id)).click();
  await expect(task(page, id)).toContainText('Rejected by you.');

  await toMyRequests(tom, '/requests/closed');
  const badge = row(tom, id).getByRole('button', { name: 'Rejected' });
  await badge.hover();
  await expect(tom.getByRole('tooltip')).toHaveText('Please use the replica.');
  await tom.keyboard.press('Escape');
  await tom.mouse.move(0, 0);
  await expect(tom.getByRole('tooltip')).toHaveCount(0);
  await badge.focus();
  await expect(tom.getByRole('tooltip')).toHaveText('Please use the replica.');
  await tom.keyboard.press('Escape');
  await badge.tap();
  await expect(tom.getByRole('tooltip')).toHaveText('Please use the replica.');
});

test.describe('the reason', () => {
  test('is required where the request says so, has fewer than 124 characters, and is kept when it is refused [D8]', async ({
    page,
    browser,
    server,
    watch,
  }) => {
    const dana = await another(browser, server, watch, 'Dana Levi');
    const id = await asked(dana, server, 'profiles', 'INC-80: a customer cannot sign in');
    await page.goto(`/my-tasks?task=${id}`);
    const shown = task(page, id);
    await expect(reason(shown)).toHaveAttribute('aria-required', 'true');
    await approve(shown).click();
    await expect(shown).toContainText('Give a reason. This access flow asks for one.');
    await expect(reason(shown)).toBeFocused();
    await expect(reason(shown)).toHaveAttribute('aria-invalid', 'true');
    await audit(page, 'reason missing');

    await reason(shown).fill('x'.repeat(124));
    await expect(shown).toContainText('Shorten the reason by 1 character.');
    await approve(shown).click();
    await expect(reason(shown)).toHaveValue('x'.repeat(124));
    await reason(shown).fill('x'.repeat(123));
    await expect(shown).toContainText('123 of 123 characters');
    await approve(shown).click();
    await expect(undo(shown)).toBeVisible();
    expect(await server.count('POST', DECISIONS)).toBe(0);
  });

  test('has no field where the account takes none [D8]', async ({ page, browser, server, watch }) => {
    await fetch(`${server.address}/test/settings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ disable_approver_reason: true }),
    });
    const tom = await another(browser, server, watch, 'Tom Becker');
    const id = await asked(tom, server, DATABASE, 'OPS-81: no reasons here');
    await toMyTasks(page);
    await expect(approve(task(page, id))).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add a reason' })).toHaveCount(0);
    await expect(reason(page)).toHaveCount(0);
  });
});

test('where all have to approve, the first is told how many are missing [beyond 10]', async ({ page, browser, server, watch }) => {
  const dana = await another(browser, server, watch, 'Dana Levi');
  const id = await asked(dana, server, 'profiles', 'INC-82: a customer cannot sign in');
  await toMyTasks(page);
  await reason(task(page, id)).fill('The case is known.');
  await approve(task(page, id)).click();

  await expect(task(page, id)).toContainText('Approved by you. Waiting for 1 more.');
  const rafael = await another(browser, server, watch, 'Rafael Costa');
  await toMyTasks(rafael);
  await expect(task(rafael, id)).toContainText(/Ingrid Solberg[\s\S]*approved/);
  await reason(task(rafael, id)).fill('Agreed.');
  await approve(task(rafael, id)).click();
  await expect(task(rafael, id)).toContainText(/Approved by you\. Now: Grant/);
});

test('who comes second is told who decided, and has not failed [beyond 10]', async ({ page, browser, server, watch }) => {
  watch.expects(/ 409 /);
  const dana = await another(browser, server, watch, 'Dana Levi');
  await toMyTasks(page);
  // Both Ingrid and Dana, who is on call, were asked about this one.
  const id = await task(page, 'a worker keeps restarting').getByRole('link').innerText();
  // Ingrid decides before the page has heard of it.
  let go = () => {};
  const decided = new Promise<void>((resolve) => (go = resolve));
  await page.route(/scope=MyTasks/, async (route) => {
    await decided;
    await route.continue();
  });
  await decide(dana, server, id, 'reject', 'Not at night.');
  await approve(task(page, id)).click();
  go();

  await expect(task(page, id)).toContainText('Dana Levi rejected it meanwhile, so your decision was not needed.');
  await expect(task(page, id)).toContainText('Rejected');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await audit(page, 'decided meanwhile');
});

test.describe('five seconds', () => {
  test('are enough to undo: nothing is sent, and the task is as before [D8]', async ({ page, browser, server, watch }) => {
    const tom = await another(browser, server, watch, 'Tom Becker');
    const id = await asked(tom, server, DATABASE, 'OPS-84: undo');
    await toMyTasks(page);
    await task(page, id).getByRole('button', { name: 'Add a reason' }).click();
    await reason(task(page, id)).fill('Kept');
    await approve(task(page, id)).click();
    await undo(task(page, id)).click();

    await expect(approve(task(page, id))).toBeVisible();
    await expect(reason(task(page, id))).toHaveValue('Kept');
    await page.waitForTimeout(6_000);
    await expect(approve(task(page, id))).toBeVisible();
    expect(await server.count('POST', DECISIONS)).toBe(0);
  });

  test('in which the person goes elsewhere send nothing, and the page says so on return [D8]', async ({ page, browser, server, watch }) => {
    const tom = await another(browser, server, watch, 'Tom Becker');
    const id = await asked(tom, server, DATABASE, 'OPS-85: elsewhere');
    await toMyTasks(page);
    await reject(task(page, id)).click();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'My Access' }).click();
    await expect(page.getByRole('heading', { name: 'My Access', level: 1 })).toBeVisible();
    await page.waitForTimeout(6_000);
    expect(await server.count('POST', DECISIONS)).toBe(0);

    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^My Tasks/ }).click();
    const notice = page.getByRole('alert').filter({ hasText: `Your decision about ${id} was not sent` });
    await expect(notice).toContainText('It still waits for you.');
    await expect(approve(task(page, id))).toBeVisible();
    await auditEverywhere(page, 'my-tasks-not-sent');
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await expect(notice).toHaveCount(0);
  });

  test('in which the page is loaded anew send nothing, and the page says so [D8]', async ({ page, browser, server, watch }) => {
    const tom = await another(browser, server, watch, 'Tom Becker');
    const id = await asked(tom, server, DATABASE, 'OPS-86: reload');
    await toMyTasks(page);
    await approve(task(page, id)).click();
    await expect(undo(task(page, id))).toBeVisible();
    await page.reload();

    await expect(page.getByRole('alert')).toContainText(`Your decision about ${id} was not sent`);
    expect(await server.count('POST', DECISIONS)).toBe(0);
  });

  test('can be turned off on Help, and a decision then leaves at once [D8]', async ({ page, browser, server, watch }) => {
    const tom = await another(browser, server, watch, 'Tom Becker');
    const id = await asked(tom, server, DATABASE, 'OPS-87: at once');
    await page.goto('/help');
    await page.getByRole('checkbox', { name: 'Wait 5 seconds before sending my decisions' }).uncheck();
    await toMyTasks(page);
    // A decision that waits leaves after five seconds.
    const sent = page.waitForRequest((request) => request.method() === 'POST' && DECISIONS.test(new URL(request.url()).pathname), { timeout: 4_000 });
    await approve(task(page, id)).click();
    await sent;

    await expect(undo(page)).toHaveCount(0);
    await expect(task(page, id)).toContainText('Approved by you.');
    expect(await server.count('POST', DECISIONS)).toBe(1);
  });
});

test('a decision without an answer is looked at before it is sent again, and never made twice [D8]', async ({ page, browser, server, watch }) => {
  watch.tolerates(/ERR_/);
  const tom = await another(browser, server, watch, 'Tom Becker');
  const id = await asked(tom, server, DATABASE, 'OPS-88: lost');
  await toMyTasks(page);
  await server.fault({ method: 'POST', path: '/approve', kind: 'cut' });
  await approve(task(page, id)).click();

  await expect(task(page, id)).toContainText(/Approved by you\. Now: Grant/);
  expect(await server.count('POST', DECISIONS)).toBe(1);
});

test('a decision whose answer and whose task cannot be read is not sent again until they can [D8]', async ({ page, browser, server, watch }) => {
  watch.tolerates(/ERR_/, / 503 /);
  const dana = await another(browser, server, watch, 'Dana Levi');
  // Of this one both approvers are needed, so the request itself does not show that the first has decided.
  const id = await asked(dana, server, 'profiles', 'INC-83: lost twice');
  await toMyTasks(page);
  await reason(task(page, id)).fill('The case is known.');
  let away = true;
  const asksAboutTask = (url: URL) => url.searchParams.get('scope') === 'MyTasks' && url.searchParams.has('request_ids');
  await page.route(asksAboutTask, (route) => (away ? route.fulfill({ status: 503, body: '{}', headers: MADE_UP }) : route.fallback()));
  await server.fault({ method: 'POST', path: '/approve', kind: 'cut' });
  await approve(task(page, id)).click();

  await expect(task(page, id).getByRole('alert')).toBeVisible();
  await task(page, id).getByRole('button', { name: /^Retry/ }).click();
  await expect(task(page, id).getByRole('alert')).toContainText('503');
  away = false;
  await comeBack(page);
  await expect(task(page, id)).toContainText('Approved by you. Waiting for 1 more.');
  expect(await server.count('POST', DECISIONS)).toBe(1);
});

test('a task that a page of the list leaves out is asked about before it counts as decided', async ({ page, browser, server, watch }) => {
  const tom = await another(browser, server, watch, 'Tom Becker');
  const id = await asked(tom, server, DATABASE, 'OPS-93: between two pages');
  await toMyTasks(page);
  const question = page.waitForRequest((request) => new URL(request.url()).searchParams.getAll('request_ids').includes(id));
  await page.route(
    (url) => url.searchParams.get('scope') === 'MyTasks' && !url.searchParams.has('request_ids'),
    async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      body.data = body.data.filter((request: any) => request.id !== id);
      await route.fulfill({ response: answer, json: body, headers: { ...answer.headers(), ...MADE_UP } });
    },
  );
  await comeBack(page);
  await question;
  await expect(page.getByText(/All \d+ tasks? (is|are) loaded\.$/)).toBeAttached();
  await expect(approve(task(page, id))).toBeVisible();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await decide(page, server, id, 'reject', 'Not today.');
  await comeBack(page);
  await expect(task(page, id)).toContainText('Rejected');
  await expect(approve(task(page, id))).toHaveCount(0);
});

/** Addresses by which this page asks for all that waits, from now on. */
function wholeListsAsked(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.searchParams.get('scope') === 'MyTasks' && !url.searchParams.has('request_ids')) asked.push(url.href);
  });
  return asked;
}

test('what waits is read once when the page is opened by its address', async ({ page }) => {
  const whole = wholeListsAsked(page);
  await toMyTasks(page);
  await page.waitForLoadState('networkidle');
  expect(whole).toHaveLength(1);
});

test.describe('in two windows', () => {
  test('what one decides the other shows, with questions about these only, and a pace that does not grow with their number', async ({
    page,
    context,
    browser,
    server,
    watch,
  }) => {
    const tom = await another(browser, server, watch, 'Tom Becker');
    const chosen: string[] = [];
    for (let number = 0; number < 12; number += 1) chosen.push(await asked(tom, server, DATABASE, `OPS-94: ${number} of twelve`));
    await toMyTasks(page);
    const other = await context.newPage();
    await toMyTasks(other);
    for (const id of chosen) await tasks(page).getByRole('checkbox', { name: `Select ${id}`, exact: true }).check();
    const questions: URL[] = [];
    other.on('request', (request) => {
      const url = new URL(request.url());
      if (url.searchParams.get('scope') === 'MyTasks') questions.push(url);
    });
    const began = Date.now();
    await approve(page.getByRole('region', { name: 'Actions for selected tasks' })).click();
    await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeFocused();
    await expect(page.locator('#results')).toContainText('12 of 12 approved.', { timeout: 60_000 });
    await expect(page.locator('#results')).toBeFocused();
    await expect(page.locator('.toasts')).toBeEmpty();

    for (const id of chosen) await expect(approve(task(other, id))).toHaveCount(0);
    expect(questions.filter((url) => !url.searchParams.has('request_ids')).length).toBe(0);
    expect(questions.length).toBeLessThanOrEqual(Math.ceil((Date.now() - began) / 1_500) + 1);
    await expect(other.locator('.toasts')).toBeEmpty();
  });

  test('a task that one finds is shown by the other, which does not ask for the whole list', async ({ page, context, browser, server, watch }) => {
    const tom = await another(browser, server, watch, 'Tom Becker');
    await toMyTasks(page);
    const other = await context.newPage();
    await toMyTasks(other);
    const whole = wholeListsAsked(other);
    const id = await asked(tom, server, DATABASE, 'OPS-95: found by one');
    await comeBack(page);
    await expect(task(page, id)).toBeVisible();
    await expect(task(other, id)).toBeVisible();
    expect(whole).toEqual([]);
  });
});

test('results of two decisions about several stay beside each other as long as one of them has failed', async ({ page, browser, server, watch }) => {
  watch.expects(/ 409 /);
  const tom = await another(browser, server, watch, 'Tom Becker');
  const ids: string[] = [];
  for (let number = 0; number < 4; number += 1) ids.push(await asked(tom, server, DATABASE, `OPS-96: ${number} of four`));
  await page.goto('/help');
  await page.getByRole('checkbox', { name: 'Wait 5 seconds before sending my decisions' }).uncheck();
  await toMyTasks(page);
  await server.fault({ method: 'POST', path: `/${ids[0]}/approve`, kind: { answer: { status: 409, body: '{"message":"Somebody is at it."}' } } });
  const bar = page.getByRole('region', { name: 'Actions for selected tasks' });
  const results = page.locator('#results');
  const tick = async (of: string[]) => {
    for (const id of of) await tasks(page).getByRole('checkbox', { name: `Select ${id}`, exact: true }).check();
  };
  await tick(ids.slice(0, 2));
  await approve(bar).click();
  await expect(results).toContainText('1 of 2 approved. 1 failed:');
  await tick(ids.slice(2));
  await reject(bar).click();
  await expect(results).toContainText('2 of 2 rejected.');
  await expect(results).toContainText('1 of 2 approved. 1 failed:');
  await results.getByRole('button', { name: 'Dismiss' }).last().click();
  await expect(results).not.toContainText('rejected');
  await expect(results.getByRole('listitem').filter({ hasText: ids[0] })).toContainText('Somebody is at it.');
});

test('by keyboard: tick, decide, undo, decide again, and the focus stays at the task [beyond 13]', async ({ page, browser, server, watch }) => {
  const tom = await another(browser, server, watch, 'Tom Becker');
  const id = await asked(tom, server, DATABASE, 'OPS-89: keys');
  await toMyTasks(page);
  await approve(task(page, id)).focus();
  await page.keyboard.press('Enter');
  await expect(undo(task(page, id))).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(task(page, id).getByRole('group', { name: /^Decision/ })).toBeFocused();
  for (let stop = 0; stop < 3 && !(await approve(task(page, id)).evaluate((it) => it === document.activeElement)); stop += 1) {
    await page.keyboard.press('Tab');
  }
  await expect(approve(task(page, id))).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(reject(task(page, id))).toBeFocused();
  await page.keyboard.press('Space');
  await expect(undo(task(page, id))).toBeFocused();
  await expect(task(page, id)).toContainText('Rejected by you.');
  await expect(task(page, id).getByRole('group', { name: /^Decision/ })).toBeFocused();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a task is decided within three taps of opening its link', async ({ page, browser, server, watch }) => {
    const tom = await another(browser, server, watch, 'Tom Becker');
    const id = await asked(tom, server, DATABASE, 'OPS-90: on the way');
    await page.goto(`/my-tasks?task=${id}`);
    await expect(tasks(page).getByRole('row')).toHaveCount(2);
    await expect(approve(page)).toBeInViewport();
    const { height } = (await approve(page).boundingBox())!;
    expect(height).toBeGreaterThanOrEqual(44);
    await audit(page, 'one task on a phone');
    await approve(page).tap();

    await expect(task(page, id)).toContainText(/Approved by you\. Now: Grant/);
    expect(await server.count('POST', DECISIONS)).toBe(1);
  });
});

test('a link to a task of others says that it cannot be found', async ({ page, watch }) => {
  watch.expects(/ 404 /);
  await page.goto('/my-tasks?task=AR-99999');
  await expect(page.getByRole('alert')).toContainText('This task cannot be found.');
  await page.getByRole('link', { name: 'All tasks' }).click();
  await expect(page).toHaveURL('/my-tasks/pending');
});

test('History shows what was decided, by whom and why, and filters stand in the address [D8, beyond 12]', async ({ page, browser, server, watch }) => {
  const tom = await another(browser, server, watch, 'Tom Becker');
  const id = await asked(tom, server, DATABASE, 'OPS-91: for the history');
  await decide(page, server, id, 'reject', 'Not today.');
  await toMyTasks(page);
  await page.getByRole('tab', { name: /^History/ }).click();

  await expect(page).toHaveURL('/my-tasks/history');
  await expect(task(page, id)).toContainText('Rejected');
  await expect(task(page, id)).toContainText('Not today.');
  await expect(approve(page)).toHaveCount(0);
  await page.getByRole('combobox', { name: 'Who' }).click();
  await page.getByRole('option', { name: /^Tom Becker/ }).click();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/who=Tom%20Becker/);
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill('OPS-91');
  await expect(page).toHaveURL(/search=OPS-91/);
  await expect(tasks(page).getByRole('row')).toHaveCount(2);
  await page.reload();
  await expect(tasks(page).getByRole('row')).toHaveCount(2);
  await expect(task(page, id)).toBeVisible();
  await auditEverywhere(page, 'my-tasks-history');
});

test('of 300 tasks 40 are decided at once, three fail by name, and only these are tried again [D8]', async ({ page, browser, server, watch }) => {
  test.setTimeout(300_000);
  watch.expects(/ 409 /, / 500 /);
  watch.tolerates(/ERR_/);
  const tom = await another(browser, server, watch, 'Tom Becker');
  const found = await tom.request.get(`${server.address}${API}/inventory/access-units?search=${DATABASE}`, { headers: HEADERS });
  const unit = (await found.json()).data[0].id;
  const none = Object.fromEntries(
    ['integration_ids', 'bundle_ids', 'resource_type_ids', 'resource_ids', 'resources', 'permission_ids'].map((of) => [`filter_${of}`, []]),
  );
  for (let number = 0; number < 300; number += 1) {
    const draft = { ...none, filter_access_unit_ids: [unit], justification: `OPS-${number}: one of many`, duration_in_sec: 3_600 };
    expect((await tom.request.post(`${server.address}${API}/access-requests`, { headers: HEADERS, data: draft })).status()).toBe(200);
  }
  const waiting = async () => {
    const answer = await page.request.get(`${server.address}${API}/access-requests?scope=MyTasks&limit=1`, { headers: HEADERS });
    return (await answer.json()).pagination.total;
  };
  await expect.poll(waiting, { timeout: 60_000 }).toBeGreaterThanOrEqual(300);
  await toMyTasks(page, '/my-tasks?search=one%20of%20many');

  const listed = await page.request.get(`${server.address}${API}/access-requests?scope=MyTasks&limit=100`, { headers: HEADERS });
  const { data } = await listed.json();
  const chosen: string[] = data.filter((request: any) => request.justification?.endsWith('one of many')).slice(0, 40).map((request: any) => request.id);
  for (const id of chosen) await tasks(page).getByRole('checkbox', { name: `Select ${id}`, exact: true }).check();
  expect(await tasks(page).getByRole('checkbox').count()).toBeLessThan(200);
  const bar = page.getByRole('region', { name: 'Actions for selected tasks' });
  await expect(bar).toContainText('40 selected');
  await audit(page, 'bulk bar');
  await server.fault({ method: 'POST', path: `/${chosen[3]}/approve`, kind: { answer: { status: 409, body: '{"message":"Somebody is at it."}' } } });
  await server.fault({ method: 'POST', path: `/${chosen[17]}/approve`, kind: { answer: { status: 500 } } });
  await server.fault({ method: 'POST', path: `/${chosen[29]}/approve`, kind: 'hang' });
  await approve(bar).click();
  await expect(page.getByText('Approving 40 requests in 5 seconds.').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeFocused();

  const results = page.locator('#results');
  await expect(results).toContainText('37 of 40 approved. 3 failed:', { timeout: 90_000 });
  await expect(results.getByRole('listitem').filter({ hasText: chosen[3] })).toContainText('Somebody is at it.');
  await expect(results.getByRole('listitem').filter({ hasText: chosen[17] })).toContainText('error 500');
  await expect(results.getByRole('listitem').filter({ hasText: chosen[29] })).toContainText('did not answer in time');
  await auditEverywhere(page, 'my-tasks-results');
  await results.getByRole('button', { name: 'Retry the 3 that failed' }).click();
  await expect(results).toContainText('40 of 40 approved.', { timeout: 60_000 });

  for (const id of chosen) {
    const taken = await server.count('POST', new RegExp(`/${id}/approve$`));
    expect(taken, id).toBe(1);
  }
  expect(await waiting()).toBeGreaterThanOrEqual(260);
});
