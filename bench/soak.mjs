// `bench soak`: an hour with the tab open, and 200 changes in it. Do memory and elements come back to where they were, and
// does the tab ask as often as design 8 says, in each state?
//
// The hour is simulated on both sides: the page's clock is moved by Playwright's, the demo's by its test controls, in steps
// shorter than any wait of the tab, and between two steps every call under way is answered. The `Date` of each answer
// follows the page's clock. The changes are real ones of the demo: requests that are sent, set up, granted and revoked by
// another client of the same person. Only for the states in which nothing may change, the service is made to say that one
// request stays in provisioning.
//
// The peers (bench/peers) live through the same hour with the same changes; only what memory they then have is looked at.
//
// Prints a table, keeps `soak` in bench/results.json, and fails where something does not come back or is asked too often.
// CHROMIUM, TAB_SERVER and TAB_DIST say where things are.
import { watchMemory } from './acts.mjs';
import { APPS, CONTEXT, withApp } from './peers/apps.mjs';
import { keep } from './server.mjs';

const MINUTE = 60_000;
const CHANGES = 200;
/** Each request changes so often: set up, granted, being revoked, revoked. */
const CHANGES_EACH = 4;
/** How much more there may be at the end than at the start. A request that is known costs memory, an element none. */
const LIMITS = { elements: 0, nodes: 200, heap: 1024 ** 2, wasm: 1024 ** 2 };

/** What elements there were at each measuring, by name and class. */
const sizes = [];

const LISTS = /\/api\/client\/v1\/access-requests\?/;
/** Of these, what waits for the person's decision: a list of its own, which is asked for at the pace of idleness. */
const TASKS = /[?&]scope=MyTasks/;
/** The pace of idleness with its jitter. */
const IDLE_A_MINUTE = 60 / 54;
const HEADERS = { 'x-apono-tab': '1' };

/** What the tab may take of what a peer takes, after the hour. */
const GOALS = { 'react-fluent': 1, vanilla: 2 };

const FLAGS = ['--resources', '2000', '--test-controls'];
const memory = {};
let tab;
let chromium;
for (const app of Object.keys(APPS)) {
  await withApp(app, FLAGS, async (browser, baseURL) => {
    const soak = await open(browser, baseURL);
    const results = await soak({ inEachState: app === 'tab' });
    const megabytes = ({ heap, wasm }) => (heap + wasm) / 1024 ** 2;
    memory[app] = { start_mb: megabytes(results.start), end_mb: megabytes(results.end) };
    chromium = browser.version();
    if (app === 'tab') tab = { results, broken: faults(results) };
  });
}
print(tab.results);
const goals = Object.entries(GOALS).map(([peer, goal]) => {
  const ratio = memory.tab.end_mb / memory[peer].end_mb;
  return { peer, goal, ratio, holds: ratio <= goal };
});
console.log('\nmemory in MB after the hour, scripts and program');
for (const [app, { end_mb }] of Object.entries(memory)) console.log(`  ${app.padEnd(16)}${end_mb.toFixed(1).padStart(8)}`);
for (const { peer, goal, ratio, holds } of goals) {
  console.log(`  ${holds ? 'holds ' : 'MISSED'}  ${ratio.toFixed(2)} of ${peer}, at most ${goal}`);
}
keep('soak', chromium, { changes: CHANGES, ...tab.results, memory, goals });
for (const fault of tab.broken) console.error(fault);
process.exitCode = tab.broken.length ? 1 : 0;

/** The tab of a person who has signed in, on Open Requests, and the hour with it. */
async function open(browser, baseURL) {
  const context = await browser.newContext({ ...CONTEXT, baseURL });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable');
  await page.addInitScript(watchMemory);
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Dana Levi' }).click();
  await page.getByText(/^All \d+ requests are loaded\.$/).waitFor({ state: 'attached' });
  await page.clock.install();

  let under = 0;
  let asked = 0;
  let askedTasks = 0;
  let stuck;
  await page.route('**/api/**', async (route) => {
    under += 1;
    const address = route.request().url();
    if (TASKS.test(address)) askedTasks += 1;
    else if (LISTS.test(address)) asked += 1;
    try {
      const answer = await route.fetch();
      const headers = { ...answer.headers(), date: new Date(await page.evaluate(() => Date.now())).toUTCString() };
      const body = await answer.body();
      if (!stuck || !LISTS.test(route.request().url())) return await route.fulfill({ response: answer, headers, body });
      const json = JSON.parse(body.toString());
      for (const request of json.data) if (request.id === stuck) request.status.status = 'Granting';
      await route.fulfill({ response: answer, headers, json });
    } finally {
      under -= 1;
    }
  });
  await page.reload();
  await page.getByText(/^All \d+ requests are loaded\.$/).waitFor({ state: 'attached' });

  const control = (path, data) => context.request.post(path, { data });
  /** Lets so much time pass for the tab and the demo. */
  async function pass(milliseconds, step) {
    for (let passed = 0; passed < milliseconds; passed += step) {
      await page.clock.runFor(step);
      await control('/test/clock', { advance_seconds: step / 1_000 });
      await settled();
    }
  }
  async function settled() {
    for (;;) {
      // What the tab does with an answer may begin the next call.
      await page.evaluate(() => new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(null); }));
      if (under === 0) return;
      await new Promise((done) => setTimeout(done, 2));
    }
  }
  async function perMinute(name, minutes, step, atMost, atLeast) {
    asked = askedTasks = 0;
    await pass(minutes * MINUTE, step);
    const tasks = { tasks_per_minute: askedTasks / minutes, tasks_at_most: Math.min(atMost, IDLE_A_MINUTE) };
    return { state: name, minutes, per_minute: asked / minutes, at_most: atMost, at_least: atLeast, ...tasks };
  }
  async function see(seen) {
    await page.evaluate((seen) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (seen ? 'visible' : 'hidden') });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, seen);
    await settled();
  }
  async function size() {
    await cdp.send('HeapProfiler.collectGarbage');
    await cdp.send('HeapProfiler.collectGarbage');
    const { metrics } = await cdp.send('Performance.getMetrics');
    const metric = (name) => metrics.find((metric) => metric.name === name).value;
    const [names, wasm] = await page.evaluate(() => {
      const name = (element) => `${element.localName}.${element.getAttribute('class') ?? ''}`;
      // A list keeps the slots of its largest view so far; those that show nothing are counted among the nodes only.
      const shown = [...document.querySelectorAll('*')].filter((element) => !element.closest('.window__row[hidden]'));
      return [shown.map(name), window.programMemory?.buffer.byteLength ?? 0];
    });
    sizes.push(names);
    return { elements: names.length, nodes: metric('Nodes'), listeners: metric('JSEventListeners'), heap: metric('JSHeapUsedSize'), wasm };
  }
  const api = (path) => `/api/client/v1/access-requests${path}`;
  async function status(id) {
    const answer = await context.request.get(api(`/${id}`), { headers: HEADERS });
    return (await answer.json()).status.status;
  }
  async function unit() {
    const answer = await context.request.get('/api/client/v1/inventory/access-units?search=staging-orders-eu', { headers: HEADERS });
    const found = (await answer.json()).data.find((unit) => unit.permission.name === 'Read Write');
    return found.id;
  }
  const none = Object.fromEntries(
    ['integration_ids', 'bundle_ids', 'resource_type_ids', 'resource_ids', 'resources', 'permission_ids'].map((of) => [`filter_${of}`, []]),
  );
  async function ask(unit) {
    const draft = { ...none, filter_access_unit_ids: [unit], justification: 'INC-3000: a long day', duration_in_sec: 3_600 };
    const answer = await context.request.post(api(''), { headers: HEADERS, data: draft });
    return (await answer.json()).request_ids[0];
  }
  /** Until the demo says so. */
  async function reach(ids, wanted) {
    for (let tries = 0; tries < 200; tries += 1) {
      const states = await Promise.all(ids.map(status));
      if (states.every((state) => state === wanted)) return;
      await pass(1_000, 500);
    }
    throw new Error(`The demo did not come to ${wanted}.`);
  }
  /** So many requests live and end, all of them at once; the person sees it. */
  async function live(count, wanted) {
    const ids = [];
    for (let made = 0; made < count; made += 1) ids.push(await ask(wanted));
    await reach(ids, 'Active');
    await pass(MINUTE, 1_000);
    for (const id of ids) await context.request.post(api(`/${id}/revoke`), { headers: HEADERS });
    await reach(ids, 'Revoked');
    await pass(MINUTE, 1_000);
  }

  /** How often the tab asks, seen and hidden, while one request is in motion and while none is. */
  async function askInEachState(states) {
    states.push(await perMinute('idle and seen', 5, 2_000, 60 / 54, 60 / 66 - 0.2));
    const granted = await page.getByRole('row').filter({ hasText: 'Granted' }).getByRole('link').innerText();
    stuck = granted;
    await see(true);
    states.push(await perMinute('in motion, first 85 s', 85 / 60, 250, 60 / 1.35, 60 / 2.2));
    await pass(10_000, 250);
    states.push(await perMinute('in motion, later', 5, 1_000, 60 / 13.5, 60 / 18));
    await see(false);
    states.push(await perMinute('in motion, hidden', 5, 1_000, 60 / 54, 60 / 66 - 0.2));
    stuck = undefined;
    await pass(2 * MINUTE, 1_000);
    states.push(await perMinute('idle and hidden', 5, 2_000, 0, 0));
    await see(true);
  }

  return async ({ inEachState }) => {
    const wanted = await unit();
    const began = await page.evaluate(() => Date.now());
    const minutes = async () => ((await page.evaluate(() => Date.now())) - began) / MINUTE;
    // The first round warms the program up: what it needs once it keeps.
    await live(5, wanted);
    // Until rows that have moved are let go, and the last news with them.
    await pass(4 * MINUTE, 2_000);
    const start = await size();

    const states = [];
    if (inEachState) await askInEachState(states);

    const rounds = 5;
    for (let round = 0; round < rounds; round += 1) await live(CHANGES / CHANGES_EACH / rounds, wanted);
    const spent = await minutes();
    await pass(Math.max(4, 60 - spent) * MINUTE, 2_000);
    const end = await size();
    return { minutes: await minutes(), start, end, states };
  };
}

/** What is not as it has to be. */
function faults({ start, end, states }) {
  const found = [];
  for (const [what, limit] of Object.entries(LIMITS)) {
    if (end[what] - start[what] > limit) found.push(`${what} grew from ${start[what]} to ${end[what]}, by more than ${limit}.`);
    if (what === 'elements' && end.elements > start.elements) found.push(`New are: ${added().join(' ')}`);
  }
  for (const { state, minutes, per_minute, at_most, at_least, tasks_per_minute, tasks_at_most } of states) {
    if (tasks_per_minute > tasks_at_most + 1 / minutes + 1e-9) found.push(`${state}: ${tasks_per_minute} questions a minute for tasks are more than ${tasks_at_most}.`);
    // One question more may fall into the time that is measured, by where it begins.
    if (per_minute > at_most + 1 / minutes + 1e-9) found.push(`${state}: ${per_minute} questions a minute are more than ${at_most}.`);
    if (per_minute < at_least - 1 / minutes) found.push(`${state}: ${per_minute} questions a minute are fewer than ${at_least}.`);
  }
  return found;
}

/** Elements of the last measuring that the first one did not have. */
function added() {
  const [before, after] = [sizes[0].slice(), sizes.at(-1)];
  return after.filter((name) => {
    const place = before.indexOf(name);
    if (place >= 0) before.splice(place, 1);
    return place < 0;
  });
}

function print({ minutes, start, end, states }) {
  const number = (value) => Math.round(value).toLocaleString('en').padStart(14);
  console.log(`${Math.round(minutes)} minutes with ${CHANGES} changes:\n`);
  console.log('                              start           end      may grow by');
  for (const what of Object.keys(start)) {
    console.log(`${what.padEnd(20)}${number(start[what])}${number(end[what])}${what in LIMITS ? number(LIMITS[what]) : ''}`);
  }
  console.log('\nquestions a minute      requests       at most         tasks       at most');
  for (const { state, ...asked } of states) {
    const figures = [asked.per_minute, asked.at_most, asked.tasks_per_minute, asked.tasks_at_most];
    console.log(`${state.padEnd(18)}${figures.map((figure) => figure.toFixed(2).padStart(14)).join('')}`);
  }
}
