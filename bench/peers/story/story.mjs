// One story over all screens, told to the tab and to each peer; what it sees has to be the same everywhere.
import { expect } from '@playwright/test';
import { Doorstep, MyRequests, NewRequest } from './pages.mjs';

/** How many rows of a long list may exist as elements. */
const MOST_DRAWN = 120;

export const PERSON = 'Dana Levi';

/** Answers what was seen, in the order in which it was. `onList` is called when the first list has been read. */
export async function tellTheStory(page, onList = () => {}) {
  const seen = {};
  await page.goto('/');
  await new Doorstep(page).signIn(PERSON);

  const requests = new MyRequests(page);
  await requests.ready();
  onList();
  seen.open = await requests.rows();
  await requests.list('Closed Requests').click();
  await expect(requests.row('Expired').first()).toBeVisible();
  seen.closed = await requests.rows();
  seen.lists = [];
  for (const name of ['Open Requests', 'Closed Requests'])
    seen.lists.push(await requests.list(new RegExp(`^${name} \\d+ requests$`)).count());
  await requests.list('Open Requests').click();
  await requests.search.fill('pending no-such-word');
  await expect(page.getByRole('heading', { name: 'No request matches' })).toBeVisible();
  await requests.search.fill('postgresql');
  await expect(page.getByText(/match(es)?\. Searched all \d+ requests\./).first()).toBeVisible();
  seen.searched = await requests.ids();
  await requests.search.fill('');
  await requests.ready();

  const details = await requests.viewDetails('Granted');
  seen.accesses = await details.choices();
  await details.choose('PostgreSQL Staging');
  seen.details = await details.show();
  await details.copy('Password');
  await details.close();

  await requests.newRequest.click();
  const form = new NewRequest(page);
  await expect(form.heading).toBeVisible();
  seen.everything = await form.matching();
  const { rows, drawn } = await form.size();
  seen.rows = rows;
  expect(drawn, 'A long list is windowed.').toBeLessThan(MOST_DRAWN);
  seen.types = await form.filter('Resource Type', 'PostgreSQL/Database');
  seen.permissions = await form.filter('Permission', 'Read Write');
  await form.search.fill('staging-');
  seen.staging = await form.matching(/^\d+ resources match$/);
  await form.selectAll.click();
  const taken = page.getByText(/^\d+ resources are selected\./);
  await expect(taken).toBeVisible();
  seen.tookAll = await taken.innerText();
  seen.chips = await form.chips();
  await form.clearAll.click();
  await form.counts('0');

  await form.search.fill('orders-eu');
  seen.orders = await form.matching('2 resources match');
  seen.boxes = await form.boxes();
  await form.box('Read Write on prod-orders-eu').check();
  await form.box('Read Write on staging-orders-eu').check();
  await form.search.fill('staging-checkout-eu');
  await form.box('Read Write on staging-checkout-eu').check();
  await form.counts('3');
  seen.chosen = await form.chips();
  await expect(page.getByText('At most 4 hours for this selection.')).toBeVisible();
  await form.duration.fill('1');
  await form.justification.fill('INC-1042: orders hang in payment');
  await form.request.click();

  await expect(requests.heading).toBeFocused();
  await expect(page.getByText('Your form became 2 requests, one for each access flow or bundle.')).toBeVisible();
  await expect(requests.row(/prod-orders-eu.*New/)).toContainText('Pending Approval');
  await expect(requests.row(/staging-(orders|checkout)-eu.*New/)).toContainText('Granted');
  seen.after = (await requests.rows()).filter(({ access }) => access.includes('New'));
  return seen;
}
