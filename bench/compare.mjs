// `bench compare`: the tab against its peers (bench/peers) on the same screens, the same server and the same Chromium, in one
// run and in turn, so that whatever else the machine does slows all of them.
//
// A start is cold: a browser context of its own without a cache, from the navigation to the painting of the first request's row.
// Everything else is measured from an act of the person to the painted frame that shows what it led to. The server's answers
// are part of it, and the rest after a key, 250 ms for all, is taken off.
//
// Prints a table, says which goals hold, and writes bench/results/compare.json. A goal that does not hold is no failure.
// CHROMIUM, TAB_SERVER and TAB_DIST say where things are, ROUNDS how often each is measured.
import { APPS, CONTEXT, withApp } from './peers/apps.mjs';
import { Doorstep, MyRequests, NewRequest } from './peers/story/pages.mjs';
import { PERSON } from './peers/story/story.mjs';
import { keep } from './server.mjs';

const RESOURCES = 100_000;
const ROUNDS = Number(process.env.ROUNDS ?? 15);
/** The first rounds warm the programs up and do not count. */
const WARM_UP = 2;
/** Rest after a key before a search begins. Milliseconds. */
const REST = 250;
/** As the developer tools of Chromium have it: bytes a second, and milliseconds. */
const FAST_4G = { offline: false, downloadThroughput: 1_012_500, uploadThroughput: 168_750, latency: 165 };
const CPU_SLOWDOWN = 4;
/** Each matches more than 1,000 resources on more than one page of 1,000 permissions, and is searched for once: an answer that was
 * kept from before would be no search. */
const SEARCHES = [
  ...[
    'orders',
    'billing',
    'payments',
    'checkout',
    'catalog',
    'inventory',
    'shipping',
    'returns',
    'invoices',
    'customers',
    'accounts',
  ],
  ...[
    'identity',
    'sessions',
    'profiles',
    'loyalty',
    'coupons',
    'pricing',
    'recommendations',
    'reviews',
    'notifications',
    'campaigns',
  ],
];

/** What the tab may take of what a peer takes; where nothing stands there is a figure and no goal. */
const GOALS = {
  start: { 'react-fluent': 0.5 },
  start_slow: { 'react-fluent': 0.5, vanilla: 1.5 },
  search: { 'react-fluent': 0.5, vanilla: 1.2 },
  toggle: { 'react-fluent': 0.5, vanilla: 1.2 },
  select_all: { 'react-fluent': 0.5, vanilla: 1.2 },
  clear: { 'react-fluent': 0.5, vanilla: 1.2 },
  popup: { 'react-fluent': 0.5, vanilla: 1.2 },
  answer: {},
  switch_list: {},
  scroll: {},
  memory_at_rest: { 'react-fluent': 1, vanilla: 2 },
  memory_after: { 'react-fluent': 1, vanilla: 2 },
};
const TITLES = {
  start: 'cold start to the first row, ms',
  start_slow: `the same, ${CPU_SLOWDOWN}x CPU and Fast 4G, ms`,
  search: 'keystroke to results less the rest, ms',
  answer: 'of it, 1,000 rows here to painted, ms',
  toggle: 'tick a box, ms',
  select_all: 'select all of 1,000, ms',
  clear: 'clear 1,000, ms',
  popup: 'open View Details, ms',
  switch_list: 'from one list of requests to the other, ms',
  scroll: 'scroll 1,000 rows, longest frame, ms',
  memory_at_rest: 'memory on My Requests, MB',
  memory_after: 'memory after all of this, MB',
};

const names = Object.keys(APPS);
const samples = Object.fromEntries(Object.keys(TITLES).map((what) => [what, Object.fromEntries(names.map((app) => [app, []]))]));

await withAll(names, {}, async (apps) => {
  for (const what of [start, interact]) await what(apps);
  const results = Object.fromEntries(Object.entries(samples).map(([what, all]) => [what, summary(what, all)]));
  print(results);
  const [{ browser }] = Object.values(apps);
  keep('compare', browser, { resources: RESOURCES, rounds: ROUNDS, results });
});

/** Starts a server and a browser for each of these, and calls with all of them. */
async function withAll([name, ...others], apps, call) {
  if (!name) return call(apps);
  return withApp(name, ['--resources', `${RESOURCES}`], async (browser, baseURL) => {
    const context = await browser.newContext({ ...CONTEXT, baseURL });
    await context.addInitScript(watchMemory);
    const page = await context.newPage();
    await page.goto('/');
    await new Doorstep(page).signIn(PERSON);
    await new MyRequests(page).ready();
    const app = { name, browser, baseURL, page, cdp: await context.newCDPSession(page), signedIn: await context.storageState() };
    return withAll(others, { ...apps, [name]: app }, call);
  });
}

/** Once for each, beginning with another one each time. */
async function inTurn(apps, round, call) {
  const all = Object.values(apps);
  for (let place = 0; place < all.length; place += 1) await call(all[(place + round) % all.length]);
}

function note(what, { name }, round, value) {
  if (round >= WARM_UP) samples[what][name].push(value);
}

async function start(apps) {
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    for (const what of ['start', 'start_slow']) {
      await inTurn(apps, round, async (app) => note(what, app, round, await coldStart(app, what === 'start_slow')));
    }
  }
}

async function coldStart({ browser, baseURL, signedIn }, slow) {
  const context = await browser.newContext({ ...CONTEXT, baseURL, storageState: signedIn });
  const page = await context.newPage();
  await page.addInitScript(watchForTheFirstRow);
  if (slow) {
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', FAST_4G);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  }
  await page.goto('/', { waitUntil: 'commit' });
  const time = await (await page.waitForFunction(() => window.firstRow, undefined, { polling: 50 })).jsonValue();
  await context.close();
  return time;
}

async function interact(apps) {
  for (const app of Object.values(apps)) note('memory_at_rest', app, WARM_UP, await memory(app));
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    await inTurn(apps, round, async (app) => note('popup', app, round, await openPopup(app.page)));
    await inTurn(apps, round, async (app) => note('switch_list', app, round, await switchList(app.page)));
  }
  const forms = {};
  for (const { name, page } of Object.values(apps)) {
    await new MyRequests(page).newRequest.click();
    forms[name] = new NewRequest(page);
    await forms[name].matching();
  }
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const text = SEARCHES[round];
    await inTurn(apps, round, async (app) => {
      const { took, after } = await search(app.page, forms[app.name], text);
      note('search', app, round, took);
      note('answer', app, round, after);
    });
    await inTurn(apps, round, async (app) => note('toggle', app, round, await toggle(app.page, forms[app.name])));
    await inTurn(apps, round, async (app) => note('scroll', app, round, await scroll(forms[app.name])));
    // Further pages have to be read for this.
    await inTurn(apps, round, async (app) =>
      note('select_all', app, round, await count(app.page, forms[app.name], 'selectAll', '1,000')),
    );
    await inTurn(apps, round, async (app) => note('clear', app, round, await count(app.page, forms[app.name], 'clearAll', '0')));
  }
  for (const app of Object.values(apps)) note('memory_after', app, WARM_UP, await memory(app));
}

async function openPopup(page) {
  const button = await page
    .getByRole('button', { name: /^View Details of / })
    .first()
    .elementHandle();
  const { took } = await page.evaluate(actAndWatch, [{ element: button, act: 'click' }, { kind: 'dialog' }]);
  const popup = page.getByRole('dialog', { name: 'Access Details' });
  await popup.getByRole('button', { name: 'Close' }).last().click();
  await popup.waitFor({ state: 'hidden' });
  return took;
}

/** To Closed Requests and back; answers the time of the first. */
async function switchList(page) {
  const requests = new MyRequests(page);
  const [closed, open] = await Promise.all(
    ['Closed Requests', 'Open Requests'].map((name) => requests.list(name).elementHandle()),
  );
  const { took } = await page.evaluate(actAndWatch, [{ element: closed, act: 'click' }, { kind: 'other first request' }]);
  await page.evaluate(actAndWatch, [{ element: open, act: 'click' }, { kind: 'other first request' }]);
  return took;
}

/** From the key to the painted results, and the part of it after the answer has come. */
async function search(page, form, text) {
  const [field, list] = await Promise.all([form.search.elementHandle(), form.found.elementHandle()]);
  await page.evaluate(() => performance.clearResourceTimings());
  const painted = await page.evaluate(actAndWatch, [
    { element: field, act: 'type', text },
    { kind: 'other first row', element: list },
  ]);
  const arrived = await page.evaluate(() => {
    const answers = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/access-units?'));
    return answers[0].responseEnd;
  });
  return { took: painted.took - REST, after: painted.end - arrived };
}

/** Ticks a box and takes the tick away, so that everything is as before; answers the time of the first. */
async function toggle(page, form) {
  const box = await form.found.getByRole('checkbox', { name: / on / }).first().elementHandle();
  const watched = { kind: 'ticked', element: box };
  const { took } = await page.evaluate(actAndWatch, [{ element: box, act: 'click' }, watched]);
  await page.evaluate(actAndWatch, [
    { element: box, act: 'click' },
    { ...watched, kind: 'not ticked' },
  ]);
  return took;
}

/** Scrolls through 1,000 rows, a third of the view in each frame; answers the longest time between two frames. */
async function scroll(form) {
  const list = await form.found.elementHandle();
  return list.evaluate(async (region) => {
    const frame = () => new Promise(requestAnimationFrame);
    const times = [await frame()];
    // A row is 32 pixels high, that of a resource 40.
    for (let top = 0; top < 32 * 1_000; top += region.clientHeight / 3) {
      region.scrollTop = top;
      times.push(await frame());
    }
    region.scrollTop = 0;
    return Math.max(...times.slice(1).map((time, place) => time - times[place]));
  });
}

async function count(page, form, button, number) {
  const element = await form[button].elementHandle();
  const line = await form.selected.getByText(/ of 1,000 resources$/).elementHandle();
  const { took } = await page.evaluate(actAndWatch, [
    { element, act: 'click' },
    { kind: 'says', element: line, text: `${number} of 1,000 resources` },
  ]);
  return took;
}

/** Megabytes of the scripts' heap after collection and of the program's own memory. */
async function memory({ page, cdp }) {
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const wasm = await page.evaluate(() => window.programMemory?.buffer.byteLength ?? 0);
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize').value + wasm) / 1024 ** 2;
}

// In the page.

/** Remembers the memory of a program, which the browser shows nowhere else. */
function watchMemory() {
  const { instantiate, instantiateStreaming } = WebAssembly;
  const remember = (made) => {
    window.programMemory = (made.instance ?? made).exports.memory;
    return made;
  };
  WebAssembly.instantiate = (...all) => instantiate(...all).then(remember);
  WebAssembly.instantiateStreaming = (...all) => instantiateStreaming(...all).then(remember);
}

/** Leaves in `firstRow` when the first request was painted, in milliseconds from the navigation. */
function watchForTheFirstRow() {
  const watcher = new MutationObserver(() => {
    if (!document.querySelector('tbody :is(th, [role=rowheader])')) return;
    watcher.disconnect();
    requestAnimationFrame(() => {
      // A message is delivered after the frame that begins here has been painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (window.firstRow = performance.now());
      port2.postMessage(null);
    });
  });
  watcher.observe(document, { childList: true, subtree: true });
}

/** Acts in a frame; answers how long it took until the frame was painted that shows what is watched for, and when that was. */
function actAndWatch([{ element, act, text }, watched]) {
  const firstRow = () => watched.element.querySelector('[aria-posinset="1"]:not([hidden])')?.textContent;
  const firstRequest = () => document.querySelector('tbody :is(th, [role=rowheader])')?.textContent;
  const changes = { 'other first row': firstRow, 'other first request': firstRequest }[watched.kind];
  const before = changes?.();
  const isThere = {
    dialog: () => document.querySelector('dialog[open], [role=dialog]'),
    [changes ? watched.kind : '']: () => changes() && changes() !== before,
    ticked: () => watched.element.checked,
    'not ticked': () => !watched.element.checked,
    says: () => watched.element.textContent.trim() === watched.text,
  }[watched.kind];
  if (isThere()) throw new Error(`It is there before the act: ${watched.kind}`);
  const afterPainting = (call) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = call;
    port2.postMessage(null);
  };
  return new Promise((done, failed) => {
    setTimeout(() => failed(new Error(`It did not come: ${watched.kind} ${watched.text ?? text ?? ''}`)), 30_000);
    requestAnimationFrame(() => {
      const start = performance.now();
      const finish = () => done({ took: performance.now() - start, end: performance.now() });
      if (act === 'click') element.click();
      else {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(element, text);
        element.dispatchEvent(new Event('input', { bubbles: true }));
      }
      afterPainting(() => {
        if (isThere()) return finish();
        const watcher = new MutationObserver(() => {
          if (!isThere()) return;
          watcher.disconnect();
          requestAnimationFrame(() => afterPainting(finish));
        });
        watcher.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
      });
    });
  });
}

// What came of it.

function quantile(sorted, part) {
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)];
}

function summary(what, all) {
  const of = (app) => {
    const sorted = all[app].toSorted((one, other) => one - other);
    return { median: quantile(sorted, 0.5), from: quantile(sorted, 0.25), to: quantile(sorted, 0.75) };
  };
  const figures = Object.fromEntries(names.map((app) => [app, of(app)]));
  const goals = Object.entries(GOALS[what]).map(([peer, goal]) => {
    const ratio = figures.tab.median / figures[peer].median;
    return { peer, goal, ratio, holds: ratio <= goal };
  });
  return { figures, goals };
}

function print(results) {
  const number = (value) => value.toFixed(value < 100 ? 1 : 0);
  const figure = ({ median, from, to }) => `${number(median)} (${number(from)}–${number(to)})`.padStart(22);
  console.log(
    `\nMedian, and where the middle half of ${ROUNDS} runs lies\n\n${' '.repeat(40)}${names.map((name) => name.padStart(22)).join('')}`,
  );
  for (const [what, { figures }] of Object.entries(results)) {
    console.log(TITLES[what].padEnd(40) + names.map((name) => figure(figures[name])).join(''));
  }
  console.log('\nGoals');
  for (const [what, { goals }] of Object.entries(results)) {
    for (const { peer, goal, ratio, holds } of goals) {
      console.log(`  ${holds ? 'holds ' : 'MISSED'}  ${TITLES[what].padEnd(42)} ${ratio.toFixed(2)} of ${peer}, at most ${goal}`);
    }
  }
}
