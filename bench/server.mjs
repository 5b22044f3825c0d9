// What the measurements in a browser begin with: a server on a free port with data of its own, and Chromium.
// CHROMIUM, TAB_SERVER and TAB_DIST say where things are.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const root = fileURLToPath(new URL('..', import.meta.url));
const {
  CHROMIUM = '/usr/bin/chromium',
  TAB_SERVER = join(root, 'target/release/server'),
  TAB_DIST = join(root, 'dist'),
} = process.env;

/** Runs `measure(browser, baseURL)` and takes everything away again; `flags` are those of the server. */
export async function withServer(flags, measure) {
  const data = mkdtempSync(join(tmpdir(), 'apono-bench-'));
  const args = ['--port', '0', '--data', data, '--dist', TAB_DIST, ...flags];
  const server = spawn(TAB_SERVER, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    await measure(browser, await address(server));
  } finally {
    await browser.close();
    server.kill();
    rmSync(data, { recursive: true });
  }
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

/** Writes bench/results/NAME.json, with what the figures were taken on. */
export function keep(name, browser, results) {
  const folder = join(root, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const about = { chromium: browser.version(), cores: cpus().length };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ ...about, ...results }, null, 2)}\n`);
}
