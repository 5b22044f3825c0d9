import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import { cookies } from './places';
import type { Server } from './server';
import { ask, type Tab } from './steps';
import type { Watch } from './watch';

export const API = '/api/client/v1';
export const HEADERS = { 'x-apono-tab': '1' };

/** Another person in a browser of their own. */
export async function another(browser: Browser, server: Server, watch: Watch, person: string, options = {}): Promise<Page> {
  const context = await browser.newContext({
    storageState: cookies('small', person),
    baseURL: server.address,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    ...options,
  });
  await watch.over(context);
  return context.newPage();
}

/** My Tasks, when the list has been read. */
export async function toMyTasks(page: Page, address = '/my-tasks'): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'My Tasks', level: 1 })).toBeVisible();
  await expect(page.getByText(/All \d+ tasks? (is|are) loaded\.$/)).toBeAttached();
}

export const tasks = (page: Tab) => page.getByRole('table', { name: 'My Tasks' });
/** The task whose text fits. */
export const task = (page: Tab, text: string | RegExp): Locator => tasks(page).getByRole('row').filter({ hasText: text });
export const approve = (place: Tab | Locator) => place.getByRole('button', { name: /^Approve/ });
export const reject = (place: Tab | Locator) => place.getByRole('button', { name: /^Reject/ });
export const undo = (place: Tab | Locator) => place.getByRole('button', { name: /^Undo/ });
export const reason = (place: Tab | Locator) => place.getByRole('textbox', { name: /^Reason/ });
/** Calls that decide. */
export const DECISIONS = /\/(approve|reject)$/;

/** Tasks of this page that are asked for by somebody in another browser, when they wait for a decision. */
export async function asked(by: Page, server: Server, search: string, justification: string): Promise<string> {
  await ask(by, server, search, { justification, duration_in_sec: 3_600 });
  const mine = async () => {
    const answer = await by.request.get(`${server.address}${API}/access-requests?scope=MyRequests&limit=20`, { headers: HEADERS });
    const { data } = await answer.json();
    const found = data.find((request: any) => request.justification === justification);
    return found?.status.status === 'Pending' && found.challenge?.approvers.length ? found.id : undefined;
  };
  await expect.poll(mine).toMatch(/^AR-/);
  return (await mine())!;
}

/** Decides behind the page's back, as another approver would. */
export async function decide(by: Page, server: Server, id: string, what: 'approve' | 'reject', justification?: string): Promise<void> {
  const answer = await by.request.post(`${server.address}${API}/access-requests/${id}/${what}`, { headers: HEADERS, data: { justification } });
  expect(answer.status()).toBe(200);
}
