// `bench list`: what a click on a box of the list of resources costs in a browser, and whether it costs more with 1,000
// resources chosen or after scrolling through 20,000 rows.
//
// Two pages are open: one stays as it begins, with nothing chosen, and the other is scrolled and filled. They are clicked in
// turn, so that whatever else the machine does slows both. A click is measured from the event to the painted frame, in a
// real Chromium, against the server with 100,000 resources.
//
// Prints a table and keeps `list` in bench/results.json. CHROMIUM, TAB_SERVER and TAB_DIST say where things are.
import { keep, withServer } from './server.mjs';

const RESOURCES = 100_000;
const ROWS = 20_000;
/** Even, so that each box ends as it began. */
const CLICKS = 60;

await withServer(['--resources', `${RESOURCES}`], async (browser, baseURL) => {
  const results = await measure(await openForm(browser, baseURL), await openForm(browser, baseURL));
  print(results);
  keep('list', browser, { resources: RESOURCES, clicks: CLICKS, results });
});

/** New Request with its list, in a window of its own. */
async function openForm(browser, baseURL) {
  const page = await browser.newPage({ baseURL, viewport: { width: 1280, height: 800 } });
  await page.goto('/new/resources');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Dana Levi' }).click();
  await page.getByRole('checkbox').first().waitFor();
  return page;
}

async function measure(fresh, used) {
  // The first clicks of a page warm the program up.
  await compare(fresh, used);
  const start = { state: 'as it begins', chosen: 0, rows: 0, ...(await compare(fresh, used)) };

  const rows = await scroll(used);
  const scrolled = { state: 'scrolled', chosen: 0, rows, ...(await compare(fresh, used)) };

  await used.getByRole('button', { name: 'Select all matching' }).click();
  await used.getByText('1,000 of 1,000 resources').first().waitFor();
  // Room for the one that is clicked.
  await used.getByRole('button', { name: /^Remove / }).first().click();
  const full = { state: 'scrolled and full', chosen: 1_000, rows, ...(await compare(fresh, used)) };

  await list(used).evaluate((region) => region.scrollTo(0, 0));
  const back = { state: 'full, back at the top', chosen: 1_000, rows, ...(await compare(fresh, used)) };
  return [start, scrolled, full, back];
}

function list(page) {
  return page.getByRole('list', { name: 'Matching resources' });
}

/** Scrolls screen by screen until so many rows have been shown; answers how many. */
async function scroll(page) {
  return list(page).evaluate(async (region, rows) => {
    const shown = () => {
      const places = [...region.querySelectorAll('[aria-posinset]')].map((row) => Number(row.getAttribute('aria-posinset')));
      return Math.max(...places);
    };
    while (shown() < rows) {
      region.scrollBy(0, region.clientHeight);
      await new Promise(requestAnimationFrame);
    }
    return shown();
  }, ROWS);
}

/** Ticks and unticks a box on each page in turn; what is chosen is the same afterwards. */
async function compare(fresh, used) {
  const boxes = [await box(fresh), await box(used)];
  const times = [[], []];
  for (let round = 0; round < CLICKS; round++) {
    for (const [index, box] of boxes.entries()) times[index].push(await click(box));
  }
  const [fresh_ms, median_ms] = times.map((list) => list.sort((one, other) => one - other)[Math.floor(CLICKS / 2)]);
  return { fresh_ms, median_ms };
}

/** A box of a permission in view. */
async function box(page) {
  return list(page).evaluateHandle(async (region) => {
    const view = region.getBoundingClientRect();
    const inView = (box) => {
      const { top, bottom, height } = box.getBoundingClientRect();
      return height > 0 && top > view.top && bottom < view.bottom && box.ariaLabel.includes(' on ');
    };
    for (;;) {
      await new Promise(requestAnimationFrame);
      const box = [...region.querySelectorAll('input')].find(inView);
      if (box) return box;
    }
  });
}

/** Milliseconds from the click to the painted frame. */
async function click(box) {
  return box.evaluate(async (box) => {
    const before = box.checked;
    const took = await new Promise((done) => {
      requestAnimationFrame(() => {
        const start = performance.now();
        box.click();
        // A message is delivered after the frame that begins here has been painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now() - start);
        port2.postMessage(null);
      });
    });
    if (box.checked === before) throw new Error(`A click on ${box.ariaLabel} changed nothing.`);
    return took;
  });
}

function print(results) {
  console.log(`A click on a box, to the painted frame; medians of ${CLICKS}, in turn with a page as it begins:\n`);
  console.log('                           chosen     rows     click   as it begins   factor');
  for (const { state, chosen, rows, fresh_ms, median_ms } of results) {
    const number = (value) => value.toLocaleString('en').padStart(9);
    const time = (value) => `${value.toFixed(2)} ms`;
    const factor = (median_ms / fresh_ms).toFixed(2);
    console.log(
      `${state.padEnd(24)}${number(chosen)}${number(rows)}${time(median_ms).padStart(10)}` +
        `${time(fresh_ms).padStart(15)}${factor.padStart(9)}`,
    );
  }
}
