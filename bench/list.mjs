// `bench list`: what a click on a box of the list of resources costs in a browser, and whether it costs more with 1,000
// resources chosen or after scrolling through 20,000 rows.
//
// A click is measured from the event to the painted frame, in a real Chromium, against the server with 100,000 resources.
// Prints a table and writes bench/results/list.json. CHROMIUM, TAB_SERVER and TAB_DIST say where things are.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const RESOURCES = 100_000;
const ROWS = 20_000;
const CLICKS = 61;

const root = fileURLToPath(new URL('..', import.meta.url));
const {
  CHROMIUM = '/usr/bin/chromium',
  TAB_SERVER = join(root, 'target/release/server'),
  TAB_DIST = join(root, 'dist'),
} = process.env;

const data = mkdtempSync(join(tmpdir(), 'apono-bench-'));
const args = ['--port', '0', '--data', data, '--dist', TAB_DIST, '--resources', `${RESOURCES}`];
const server = spawn(TAB_SERVER, args, { stdio: ['ignore', 'pipe', 'inherit'] });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ baseURL: await address(server), viewport: { width: 1280, height: 800 } });
  await page.goto('/new/resources');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Dana Levi' }).click();
  const results = await measure(page);
  print(results);
  const folder = join(root, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const about = { resources: RESOURCES, clicks: CLICKS, chromium: browser.version(), cores: cpus().length };
  writeFileSync(join(folder, 'list.json'), `${JSON.stringify({ ...about, results }, null, 2)}\n`);
} finally {
  await browser.close();
  server.kill();
  rmSync(data, { recursive: true });
}

/** Where the server listens. */
async function address(server) {
  for await (const line of createInterface({ input: server.stdout })) {
    const found = /^Listening on (\S+)$/.exec(line)?.[1];
    if (found) {
      server.stdout.resume();
      return found;
    }
  }
  throw new Error(`The server ${TAB_SERVER} did not start.`);
}

async function measure(page) {
  await page.getByRole('checkbox').first().waitFor();
  // The first clicks of a page warm the program up.
  await clicks(page);
  const start = { state: 'at the start', chosen: 0, rows: 0, ...(await clicks(page)) };

  const rows = await scroll(page);
  const scrolled = { state: `after ${ROWS.toLocaleString('en')} rows`, chosen: 0, rows, ...(await clicks(page)) };

  await page.getByRole('button', { name: 'Select all matching' }).click();
  await page.getByText('1,000 of 1,000 resources').first().waitFor();
  const full = { state: 'and with 1,000 chosen', chosen: 1_000, rows, ...(await clicks(page)) };

  await page.getByRole('list', { name: 'Matching resources' }).evaluate((list) => list.scrollTo(0, 0));
  const back = { state: 'and back at the top', chosen: 1_000, rows, ...(await clicks(page)) };
  return [start, scrolled, full, back].map((row) => ({ ...row, of_start: row.median_ms / start.median_ms }));
}

/** Scrolls screen by screen until so many rows have been shown; answers how many. */
async function scroll(page) {
  return page.getByRole('list', { name: 'Matching resources' }).evaluate(async (list, rows) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const shown = () => Math.max(...[...list.querySelectorAll('[aria-posinset]')].map((row) => Number(row.getAttribute('aria-posinset'))));
    while (shown() < rows) {
      list.scrollBy(0, list.clientHeight);
      await frame();
    }
    return shown();
  }, ROWS);
}

/** Ticks and unticks a box in view; what is chosen is the same afterwards. */
async function clicks(page) {
  const times = await page.getByRole('list', { name: 'Matching resources' }).evaluate(async (list, count) => {
    const view = list.getBoundingClientRect();
    const boxes = [...list.querySelectorAll('input')].filter((box) => {
      const { top, bottom, height } = box.getBoundingClientRect();
      return height > 0 && top > view.top && bottom < view.bottom && box.getAttribute('aria-label').includes(' on ');
    });
    const box = boxes[Math.floor(boxes.length / 2)];
    const click = () =>
      new Promise((done) => {
        requestAnimationFrame(() => {
          const start = performance.now();
          box.click();
          // A message is delivered after the frame that begins here has been painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => done(performance.now() - start);
          port2.postMessage(null);
        });
      });
    const times = [];
    for (let index = 0; index < count + 1; index++) times.push(await click());
    return times;
  }, CLICKS);
  times.sort((one, other) => one - other);
  const at = (part) => times[Math.floor((times.length - 1) * part)];
  return { median_ms: at(0.5), p95_ms: at(0.95) };
}

function print(results) {
  console.log(`A click on a box, ${CLICKS + 1} times, to the painted frame:\n`);
  console.log('                               chosen     rows   median      p95   of the start');
  for (const { state, chosen, rows, median_ms, p95_ms, of_start } of results) {
    const cell = (value, width) => value.padStart(width);
    const number = (value) => value.toLocaleString('en');
    console.log(
      `${state.padEnd(28)}${cell(number(chosen), 9)}${cell(number(rows), 9)}${cell(`${median_ms.toFixed(2)} ms`, 10)}` +
        `${cell(`${p95_ms.toFixed(2)} ms`, 10)}${cell(`${of_start.toFixed(2)} x`, 14)}`,
    );
  }
}
