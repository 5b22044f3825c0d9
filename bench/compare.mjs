// `bench compare`: the tab against its peers (bench/peers) on the same screens, the same server and the same Chromium, in one
// run and in turn, so that whatever else the machine does slows all of them.
//
// An interaction is measured as the browser does for Interaction to Next Paint, from a real key or click to the next frame, over the
// whole story of bench/peers/story, whose texts are typed letter by letter. A start is cold: a browser context of its own without a cache, from the navigation to the painting of the first request's row.
// Everything else is measured from an act of the person to the painted frame that shows what it led to. The server's answers
// are part of it, and the rest after a key, 250 ms for all, is taken off.
//
// Prints a table, says which goals hold, and keeps `compare` in bench/results.json. A goal that does not hold is no failure.
// CHROMIUM, TAB_SERVER and TAB_DIST say where things are, ROUNDS how often each is measured.
import * as acts from './acts.mjs';
import { CPU_SLOWDOWN } from './acts.mjs';
import { APPS, CONTEXT, withApp } from './peers/apps.mjs';
import { MyRequests, NewRequest } from './peers/story/pages.mjs';
import { tellTheStory } from './peers/story/story.mjs';
import { keep } from './server.mjs';

const RESOURCES = 100_000;
const STORY_RESOURCES = 2_000;
const ROUNDS = Number(process.env.ROUNDS ?? 15);
/** How often the story is told at each speed. */
const TELLINGS = Math.max(1, Math.min(3, Math.floor(ROUNDS / 4)));
/** Longer than the rest after a key before a search begins. Milliseconds. */
const AFTER_TYPING = 400;
/** The browser tells of no interaction that took less. Milliseconds. */
const SHORTEST_TOLD = 16;
/** The first rounds warm the programs up and do not count. */
const WARM_UP = 2;
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
  scroll_dropped: {},
  inp: {},
  inp_slow: { 'react-fluent': 0.5, vanilla: 1.5 },
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
  scroll_dropped: 'of it, frames that were dropped',
  inp: 'interaction to next paint, p98, ms',
  inp_slow: `the same, ${CPU_SLOWDOWN}x CPU, ms`,
  memory_at_rest: 'memory on My Requests, MB',
  memory_after: 'memory after all of this, MB',
};

const names = Object.keys(APPS);
const samples = Object.fromEntries(Object.keys(TITLES).map((what) => [what, Object.fromEntries(names.map((app) => [app, []]))]));

for (let telling = 0; telling < TELLINGS; telling += 1) {
  for (const what of ['inp', 'inp_slow']) {
    for (let place = 0; place < names.length; place += 1) await story(names[(place + telling) % names.length], what);
  }
}
await withAll(names, {}, async (apps) => {
  for (const what of [start, interact]) await what(apps);
  const results = Object.fromEntries(Object.entries(samples).map(([what, all]) => [what, summary(what, all)]));
  print(results);
  const [{ browser }] = Object.values(apps);
  keep('compare', browser, { resources: RESOURCES, rounds: ROUNDS, tellings: TELLINGS, titles: TITLES, order: Object.keys(TITLES), results });
});

/** Starts a server and a browser for each of these, and calls with all of them. */
async function withAll([name, ...others], apps, call) {
  if (!name) return call(apps);
  return withApp(name, ['--resources', `${RESOURCES}`], async (browser, baseURL) => {
    const app = { name, ...(await acts.enter(browser, baseURL)) };
    return withAll(others, { ...apps, [name]: app }, call);
  });
}

/** Tells the story to one of them on a server of its own and notes how long interactions took. */
async function story(name, what) {
  await withApp(name, ['--resources', `${STORY_RESOURCES}`], async (browser, baseURL) => {
    const context = await browser.newContext({ ...CONTEXT, baseURL });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await context.addInitScript(acts.watchInteractions, SHORTEST_TOLD);
    const page = await context.newPage();
    if (what === 'inp_slow') {
      const cdp = await context.newCDPSession(page);
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    }
    typeByKeys(page);
    await tellTheStory(page);
    // A frame later the browser has told of the last one.
    const { told, count } = await page.evaluate(() => new Promise((done) => setTimeout(() => done(window.interactions()), 200)));
    const times = [...told, ...Array(Math.max(count - told.length, 0)).fill(SHORTEST_TOLD)].sort((one, other) => one - other);
    samples[what][name].push(quantile(times, 0.98));
  });
}

/** What the story fills in comes as keys that a person presses. */
function typeByKeys(page) {
  Object.getPrototypeOf(page.locator('body')).fill = async function (text) {
    await this.focus();
    await this.press('Control+a');
    await this.press('Backspace');
    await this.pressSequentially(text, { delay: 40 });
    // A person looks before they go on; by then the search has begun.
    await page.waitForTimeout(AFTER_TYPING);
  };
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
      await inTurn(apps, round, async (app) => note(what, app, round, await acts.coldStart(app, what === 'start_slow')));
    }
  }
}

async function interact(apps) {
  for (const app of Object.values(apps)) note('memory_at_rest', app, WARM_UP, await acts.memory(app));
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    await inTurn(apps, round, async (app) => note('popup', app, round, await acts.openPopup(app.page)));
    await inTurn(apps, round, async (app) => note('switch_list', app, round, await acts.switchList(app.page)));
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
      const { took, after } = await acts.search(app.page, forms[app.name], text);
      note('search', app, round, took);
      note('answer', app, round, after);
    });
    await inTurn(apps, round, async (app) => note('toggle', app, round, await acts.toggle(app.page, forms[app.name])));
    await inTurn(apps, round, async (app) => {
      const { longest, dropped } = await acts.scroll(forms[app.name]);
      note('scroll', app, round, longest);
      note('scroll_dropped', app, round, dropped);
    });
    // Further pages have to be read for this.
    await inTurn(apps, round, async (app) =>
      note('select_all', app, round, await acts.selectAll(app.page, forms[app.name])),
    );
    await inTurn(apps, round, async (app) => note('clear', app, round, await acts.clear(app.page, forms[app.name])));
  }
  for (const app of Object.values(apps)) note('memory_after', app, WARM_UP, await acts.memory(app));
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
