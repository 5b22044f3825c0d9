// `bench host`: how long the tab takes inside a host, from the frame's first moment to what the host is told and what a person
// sees. The emulator of the end-to-end tests is the host; files come from the server through the driver of the browser, which
// makes each a little slower than a network on this machine would. A slow network cannot be played in that way, nor can a slow
// processor for a frame of another site. The peers know no hosts.
//
// Prints a table and keeps `host` in bench/results.json.
import { HOSTS, test, type HostName } from '../tests/e2e/host';
import { row } from '../tests/e2e/steps';
import { keep } from './server.mjs';

const LOADS = Number(process.env.ROUNDS ?? 15);

/** Moments in milliseconds since the frame got its address. */
interface Load {
  initialize: number;
  appLoaded: number;
  success: number;
  firstRow: number;
}

test('how long the tab takes inside a host', async ({ browser, inHost, page }) => {
  test.setTimeout(600_000);
  const results: Record<string, Record<keyof Load, { median_ms: number; slowest_ms: number }>> = {};
  for (const host of Object.keys(HOSTS) as HostName[]) {
    const loads: Load[] = [];
    for (let load = 0; load < LOADS; load++) {
      const there = await inHost({ host });
      await row(there.tab, 'Granted').waitFor();
      const firstRow = await page.evaluate(() => performance.now());
      const said = (func: string) =>
        page.evaluate((func) => {
          const at = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
          return { at: at(func), frame: at('frame') };
        }, func);
      const [initialize, appLoaded, success] = await Promise.all(
        ['initialize', 'appInitialization.appLoaded', 'appInitialization.success'].map(said),
      );
      const since = (moment?: { at: number; frame: number }) => (moment ? moment.at - moment.frame : Number.NaN);
      const { frame } = await said('frame');
      loads.push({ initialize: since(initialize), appLoaded: since(appLoaded), success: since(success), firstRow: firstRow - frame });
    }
    const of = (name: keyof Load) => {
      const times = loads.map((load) => load[name]).sort((a, b) => a - b);
      return { median_ms: times[Math.floor(LOADS / 2)] ?? Number.NaN, slowest_ms: times.at(-1) ?? Number.NaN };
    };
    results[host] = { initialize: of('initialize'), appLoaded: of('appLoaded'), success: of('success'), firstRow: of('firstRow') };
  }

  console.log(`\nFrom the frame's first moment, medians of ${LOADS} loads (slowest), in milliseconds:\n`);
  console.log('                         initialize         appLoaded           success         first row');
  for (const [host, times] of Object.entries(results)) {
    const shown = Object.values(times).map(({ median_ms, slowest_ms }) => `${median_ms.toFixed(0)} (${slowest_ms.toFixed(0)})`.padStart(18));
    console.log(`${host.padEnd(17)}${shown.join('')}`);
  }
  keep('host', browser, { loads: LOADS, results });
});
