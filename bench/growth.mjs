// `bench growth`, the half in a browser: what the tab's acts cost by the number of resources there are to choose from, and by the
// number of requests that a person has.
//
// A start is cold, as in `bench compare`; every other act is timed from the act to the painted frame, the server's answers included
// and the rest after a key taken off. Prints tables and keeps `growth_tab` in bench/results.json.
// CHROMIUM, TAB_SERVER and TAB_DIST say where things are, ROUNDS how often each is measured.
import { MyRequests, NewRequest } from './peers/story/pages.mjs';
import * as acts from './acts.mjs';
import { keep, withServer } from './server.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 7);
const RESOURCES = [1_000, 10_000, 100_000, 1_000_000];
const REQUESTS = [100, 1_000, 10_000, 100_000];
/** Where only the requests grow. */
const FEW_RESOURCES = 2_000;
/** Longer than reading 100,000 requests takes, 100 a page. */
const READ_WITHIN = 600_000;
const SEARCHES = ['orders', 'billing', 'payments', 'checkout', 'catalog', 'inventory', 'shipping', 'returns', 'invoices', 'customers', 'accounts', 'identity', 'sessions', 'profiles', 'loyalty', 'coupons'];

const by_resources = [];
const by_requests = [];
let chromium;
for (const resources of RESOURCES) {
  await withPerson(['--resources', `${resources}`], async (app) => by_resources.push({ resources, ...(await choosing(app)) }));
}
for (const requests of REQUESTS) {
  await withPerson(['--resources', `${FEW_RESOURCES}`, '--test-controls'], async (app) => {
    await app.page.request.post('/test/crowd', { data: { person: 'usr-dana-levi', requests } });
    by_requests.push({ requests, ...(await following(app)) });
  });
}
print('resources', by_resources);
print('requests', by_requests);
keep('growth_tab', chromium, { rounds: ROUNDS, by_resources, by_requests });

async function withPerson(flags, measure) {
  await withServer(flags, async (browser, baseURL) => {
    chromium = browser.version();
    await measure(await acts.enter(browser, baseURL));
  });
}

/** The acts of New Request. */
async function choosing({ page, cdp }) {
  await new MyRequests(page).newRequest.click();
  const form = new NewRequest(page);
  await form.matching();
  const times = { search: [], toggle: [], select_all: [], clear: [], scroll: [] };
  // The first round warms the program up and does not count. Where few resources match, all of them are taken.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const search = await acts.search(page, form, SEARCHES[round % SEARCHES.length]);
    const toggle = await acts.toggle(page, form);
    const { longest } = await acts.scroll(form);
    const few = /^\d+ resources? match/.test(await form.matching());
    const select_all = await acts.selectAll(page, form, few);
    const clear = await acts.clear(page, form);
    const now = { search: search.took, toggle, scroll: longest, select_all, clear };
    if (round > 0) for (const [what, time] of Object.entries(now)) times[what].push(time);
  }
  return { ...medians(times), memory_mb: await acts.memory({ page, cdp }) };
}

/** The acts of My Requests. */
async function following({ browser, baseURL, page, cdp, signedIn }) {
  const times = { start: [], all_read: [], switch_list: [], popup: [] };
  const starts = Math.min(ROUNDS, 3);
  for (let round = 0; round < starts; round += 1) times.start.push(await acts.coldStart({ browser, baseURL, signedIn }, false));
  await page.goto('/');
  const began = performance.now();
  await page.getByText(/^All \d+ requests are loaded\.$/).waitFor({ state: 'attached', timeout: READ_WITHIN });
  times.all_read.push(performance.now() - began);
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [popup, switch_list] = [await acts.openPopup(page), await acts.switchList(page)];
    if (round === 0) continue;
    times.popup.push(popup);
    times.switch_list.push(switch_list);
  }
  return { ...medians(times), memory_mb: await acts.memory({ page, cdp }) };
}

function medians(times) {
  const median = (all) => all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)];
  return Object.fromEntries(Object.entries(times).map(([what, all]) => [what, median(all)]));
}

function print(by, rows) {
  const measures = Object.keys(rows[0]).filter((name) => name !== by);
  console.log(`\n${`ms, by ${by}`.padEnd(16)}${rows.map((row) => row[by].toLocaleString('en').padStart(12)).join('')}`);
  for (const measure of measures) {
    console.log(measure.padEnd(16) + rows.map((row) => row[measure].toFixed(1).padStart(12)).join(''));
  }
}
