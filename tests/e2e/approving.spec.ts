import { DECISIONS, another, approve, asked, reject, task, toMyTasks, undo } from './approver';
import { INGRID } from './entra';
import { expect, test } from './fixtures';
import { inAHost as throughGatewayInAHost, test as throughGateway } from './gateway';
import { TAB, test as inAHost, type Host } from './host';
import { comeBack, row, toMyRequests } from './steps';

/** What a production bucket asks for: the team lead first, the administrators two minutes later. */
const BUCKET = 'prod-invoices-eu';

test('a request that nobody decides goes to the next tier, who is told and approves; the requester sees Granting and Granted without reload and opens the details from the news [requirements 10, 47, 55-59, beyond 10, 11]', async ({
  page,
  browser,
  server,
  watch,
}) => {
  const id = await asked(page, server, BUCKET, 'INC-1042: invoices of yesterday');
  await toMyRequests(page);
  await expect(row(page, id)).toContainText('Pending Approval');
  const amara = await another(browser, server, watch, 'Amara Okafor');
  await toMyTasks(amara);
  await expect(task(amara, id)).toHaveCount(0);

  await server.advanceClock(121);
  const news = amara.locator('.toasts');
  await expect(async () => {
    await comeBack(amara);
    await expect(news).toContainText('Dana Levi asks for access', { timeout: 2_000 });
  }).toPass();
  await news.getByRole('link').click();
  await expect(task(amara, id)).toContainText('INC-1042: invoices of yesterday');
  await approve(task(amara, id)).click();
  await expect(task(amara, id)).toContainText(/Approved by you\./);

  await comeBack(page);
  await expect(row(page, id)).toContainText('Granting');
  await expect(row(page, id)).toContainText('Granted');
  const granted = page.locator('.toasts');
  await expect(granted).toContainText(`${id} was granted`);
  await granted.getByRole('link').click();
  await expect(page.getByRole('dialog', { name: 'Access Details' })).toBeVisible();
});

test('a task that is decided somewhere else is told as news, with who decided, and counts no more [beyond 11]', async ({
  page,
  browser,
  server,
  watch,
}) => {
  const id = await asked(page, server, 'prod-orders-eu', 'OPS-80: for the night');
  const desk = await another(browser, server, watch, 'Ingrid Solberg');
  const phone = await another(browser, server, watch, 'Ingrid Solberg');
  await toMyTasks(phone);
  const link = phone.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^My Tasks/ });
  const before = Number(/\d+/.exec(await link.innerText())?.[0]);
  await phone.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Help' }).click();

  await toMyTasks(desk);
  await approve(task(desk, id)).click();
  await expect(task(desk, id)).toContainText('Approved by you.');
  await comeBack(phone);
  await expect(phone.locator('.toasts')).toContainText(`${id} was decided by Ingrid Solberg`);
  await expect(link).toContainText(String(before - 1));
});

/** A task that waits for Ingrid from the beginning. */
async function waiting(there: Host): Promise<string> {
  await expect(approve(there.tab).first()).toBeVisible();
  return there.tab.getByRole('link', { name: /^AR-\d+/ }).first().innerText();
}

inAHost.describe('an approver in a host', () => {
  inAHost('opens the link of a task and approves it', async ({ server, inHost }) => {
    const id = await waiting(await inHost({ account: INGRID }, '/teams/my-tasks'));
    const there = await inHost({ account: INGRID, subPageId: `/my-tasks/pending?task=${id}` }, '/teams/my-tasks');
    await expect(approve(there.tab)).toHaveCount(1);
    await approve(there.tab).click();
    await expect(there.tab.getByRole('group', { name: `Decision ${id}` })).toContainText('Approved by you.');
    expect(await server.count('POST', DECISIONS)).toBe(1);
  });

  inAHost('that is put aside within five seconds sends nothing, and the tab says so when it is shown again', async ({ server, inHost }) => {
    const there = await inHost({ account: INGRID }, '/teams/my-tasks');
    const id = await waiting(there);
    await approve(task(there.tab, id)).click();
    await expect(undo(task(there.tab, id))).toBeVisible();
    await there.tell('beforeUnload');
    await expect.poll(() => there.funcs()).toContain('readyToUnload');
    await there.tell('load', { entityId: 'my-tasks', contentUrl: `${TAB}/teams/my-tasks` });
    await expect(there.tab.getByText(`Your decision about ${id} was not sent`)).toBeVisible();
    await expect(approve(task(there.tab, id))).toBeVisible();
    expect(await server.count('POST', DECISIONS)).toBe(0);
  });
});

throughGateway('an approver behind the gateway approves one task and rejects another, and the requesters see both', async ({
  page,
  browser,
  server,
  gateway,
  watch,
}) => {
  const tom = await another(browser, server, watch, 'Tom Becker');
  const approved = await asked(tom, server, 'prod-orders-eu', 'OPS-97: through the gateway');
  const rejected = await asked(tom, server, 'prod-orders-eu', 'OPS-98: through the gateway too');
  await page.goto('/my-tasks');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Ingrid Solberg' }).click();
  await approve(task(page, approved)).click();
  await expect(task(page, approved)).toContainText(/Approved by you\. Now: Grant/);
  await reject(task(page, rejected)).click();
  await expect(task(page, rejected)).toContainText('Rejected by you.');

  await toMyRequests(tom);
  await expect(row(tom, approved)).toContainText('Granted');
  await tom.getByRole('tab', { name: /^Closed Requests/ }).click();
  await expect(row(tom, rejected)).toContainText('Rejected');
  expect(gateway.complaints).toBe('');
});

throughGatewayInAHost('an approver in Teams behind the gateway, whose account is linked on the way, approves, and the requester sees it', async ({
  browser,
  server,
  inHost,
  watch,
}) => {
  watch.expects(/ 401 /);
  const tom = await another(browser, server, watch, 'Tom Becker');
  const id = await asked(tom, server, 'prod-orders-eu', 'OPS-99: from the desk');
  const there = await inHost({ account: INGRID }, '/teams/my-tasks');
  await there.link('Ingrid Solberg');
  await approve(task(there.tab, id)).click();
  await expect(task(there.tab, id)).toContainText(/Approved by you\. Now: Grant/);

  await toMyRequests(tom);
  await expect(row(tom, id)).toContainText('Granted');
});
