// `bench lighthouse`: what Lighthouse says of each page, signed out and signed in, on its desktop settings: accessibility and
// best practices have to be 100, performance 100 as the median of three loads.
//
// Prints a table with what costs points, keeps `lighthouse` in bench/results.json, and fails where a figure is lower.
// CHROMIUM, TAB_SERVER and TAB_DIST say where things are.
import { createServer } from 'node:net';
import lighthouse, { desktopConfig } from 'lighthouse';
import { keep, withBrowserOf } from '../server.mjs';

const LOADS = 3;
const CATEGORIES = ['accessibility', 'best-practices', 'performance'];
const SIGNED_OUT = ['/'];
const SIGNED_IN = ['/', '/requests/closed', '/new/resources', '/access', '/my-tasks', '/help'];

const port = await freePort();
const results = [];
let version;
await withBrowserOf(['--resources', '2000'], [`--remote-debugging-port=${port}`], async (context, baseURL) => {
  const page = context.pages()[0] ?? (await context.newPage());
  for (const path of SIGNED_OUT) results.push(await look('signed out', `${baseURL}${path}`, path));
  await page.goto(baseURL);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Dana Levi' }).click();
  await page.getByRole('heading', { name: 'My Requests', level: 1 }).waitFor();
  for (const path of SIGNED_IN) results.push(await look('signed in', `${baseURL}${path}`, path));
  version = context.browser()?.version() ?? (await chromiumVersion(context));
});
print();
keep('lighthouse', version, { loads: LOADS, results });
process.exitCode = results.every(({ scores }) => Object.values(scores).every((score) => score === 100)) ? 0 : 1;

async function look(who, address, path) {
  const reports = [];
  for (let load = 0; load < LOADS; load += 1) {
    const flags = { port, logLevel: 'error', onlyCategories: CATEGORIES, disableStorageReset: true };
    reports.push((await lighthouse(address, flags, desktopConfig)).lhr);
  }
  const lowest = (category) => Math.min(...reports.map(({ categories }) => categories[category].score));
  const median = (category) => reports.map(({ categories }) => categories[category].score).sort()[Math.floor(LOADS / 2)];
  const score = (category) => Math.round(100 * (category === 'performance' ? median(category) : lowest(category)));
  const costs = new Set(reports.flatMap(lost));
  return { who, path, scores: Object.fromEntries(CATEGORIES.map((name) => [name, score(name)])), costs: [...costs] };
}

/** The audits that took points, each with what it found. */
function lost({ categories, audits }) {
  const refs = CATEGORIES.flatMap((name) => categories[name].auditRefs);
  return refs
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 0.9)
    .map(({ id }) => {
      const items = (audits[id].details?.items ?? []).slice(0, 3);
      const where = items.map((item) => item.node?.snippet ?? item.source ?? item.description ?? '').filter(Boolean);
      return [id, audits[id].displayValue, ...where].filter(Boolean).join(' | ');
    });
}

async function chromiumVersion(context) {
  const cdp = await context.newCDPSession(context.pages()[0]);
  return (await cdp.send('Browser.getVersion')).product.replace(/^[^/]*\//, '');
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

function print() {
  console.log(`\n${'page'.padEnd(34)}${CATEGORIES.map((name) => name.padStart(17)).join('')}`);
  for (const { who, path, scores, costs } of results) {
    console.log(`${`${path} (${who})`.padEnd(34)}${CATEGORIES.map((name) => String(scores[name]).padStart(17)).join('')}`);
    for (const cost of costs) console.log(`    ${cost}`);
  }
}
