// `bench peers`: tells one story to the tab and to its peers, which have to show and do the same, and compares what each of
// them loads: bytes as they travel, brotli 11.
//
// Prints a table, keeps `peers` in bench/results.json, and fails where one of them shows something else than the tab.
// CHROMIUM, TAB_SERVER and TAB_DIST say where things are.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { APPS, CONTEXT, withApp } from './peers/apps.mjs';
import { tellTheStory } from './peers/story/story.mjs';
import { keep } from './server.mjs';

const RESOURCES = 2_000;
/** What the tab may load of what react-fluent loads. */
const GOAL = 0.5;

const results = {};
const stories = {};
let chromium;
for (const app of Object.keys(APPS)) {
  await withApp(app, ['--resources', `${RESOURCES}`], async (browser, baseURL) => {
    const context = await browser.newContext({ ...CONTEXT, baseURL });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await context.addInitScript(watchForTheFirstRow);
    const page = await context.newPage();
    const asked = new Set();
    page.on('request', (request) => asked.add(new URL(request.url()).pathname));
    let untilTheList;
    stories[app] = await tellTheStory(page, () => (untilTheList = page.evaluate(() => window.loadedBefore)));
    const first = new Set(['/', ...(await untilTheList)]);
    results[app] = { first_list: bytes(app, first), all_screens: bytes(app, asked) };
    chromium = browser;
  });
  console.log(`The story was told to ${app}.`);
}
print();
const goals = ['first_list', 'all_screens'].map((what) => {
  const ratio = results.tab[what] / results['react-fluent'][what];
  return { what, peer: 'react-fluent', goal: GOAL, ratio, holds: ratio <= GOAL };
});
for (const { what, ratio, holds } of goals) console.log(`  ${holds ? 'holds ' : 'MISSED'}  ${what}: ${ratio.toFixed(2)} of react-fluent, at most ${GOAL}`);
keep('peers', chromium, { resources: RESOURCES, bytes: results, goals });
const differences = Object.keys(APPS).flatMap(differencesFromTheTab);
for (const difference of differences) console.error(difference);
process.exitCode = differences.length ? 1 : 0;

/** Runs in the page: leaves in `loadedBefore` what had been asked for when the first row of the first list was there. What a page
 * brings by itself later is none of the first load; it counts with all screens. */
function watchForTheFirstRow() {
  const watcher = new MutationObserver(() => {
    if (!document.querySelector('tbody :is(th, [role=rowheader])')) return;
    watcher.disconnect();
    const now = performance.now();
    const before = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < now);
    window.loadedBefore = before.map(({ name }) => new URL(name).pathname);
  });
  watcher.observe(document, { childList: true, subtree: true });
}

/** The files of the page's own among what was asked for, each once, compressed where there is a compressed copy. */
function bytes(app, asked) {
  const files = [...asked].map((path) => join(APPS[app], path === '/' ? 'index.html' : path)).filter((file) => existsSync(file));
  return files.reduce((sum, file) => sum + statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size, 0);
}

function differencesFromTheTab(app) {
  const differs = Object.keys(stories.tab).filter((what) => !isDeepStrictEqual(stories[app][what], stories.tab[what]));
  return differs.map(
    (what) =>
      `${app} shows something else as ${what}:\n${JSON.stringify(stories[app][what], null, 1)}\nThe tab shows:\n${JSON.stringify(stories.tab[what], null, 1)}`,
  );
}

function print() {
  const kilobytes = (count) => `${(Math.ceil(count / 100) / 10).toFixed(1)} KB`.padStart(12);
  const times = (app, what) => `${(results.tab[what] / results[app][what]).toFixed(2)}`.padStart(8);
  console.log('\nbrotli 11         to the first list   tab is   on all screens   tab is');
  for (const [app, { first_list, all_screens }] of Object.entries(results)) {
    console.log(
      `${app.padEnd(20)}${kilobytes(first_list)}    ${times(app, 'first_list')}   ${kilobytes(all_screens)}  ${times(app, 'all_screens')}`,
    );
  }
}
