// What the measurements in a browser begin with: a server on a free port with data of its own, and Chromium.
// CHROMIUM, TAB_SERVER and TAB_DIST say where things are.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const ARGS = ['--no-sandbox', '--disable-gpu'];

/** Runs `measure(browser, baseURL)` and takes everything away again; `flags` are those of the server. */
export async function withServer(flags, measure) {
  await serving(flags, async (baseURL) => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
    try {
      await measure(browser, baseURL);
    } finally {
      await browser.close();
    }
  });
}

/** As `withServer`, with a browser that has one context only and takes further arguments: `measure(context, baseURL)`. */
export async function withBrowserOf(flags, args, measure) {
  await serving(flags, async (baseURL) => {
    const profile = mkdtempSync(join(tmpdir(), 'apono-bench-'));
    const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: [...ARGS, ...args] });
    try {
      await measure(context, baseURL);
    } finally {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    }
  });
}

/** Runs `use(baseURL)` while a server with data of its own runs. */
export async function serving(flags, use) {
  const data = mkdtempSync(join(tmpdir(), 'apono-bench-'));
  const args = ['--port', '0', '--data', data, '--dist', TAB_DIST, ...flags];
  const server = spawn(TAB_SERVER, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await use(await address(server));
  } finally {
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

/** Puts results into bench/results.json, beside those of other measurements, with what the figures were taken on. */
export function keep(name, browser, results) {
  const file = join(root, 'bench/results.json');
  const all = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const about = { chromium: typeof browser === 'string' ? browser : browser.version(), cores: cpus().length };
  writeFileSync(file, `${JSON.stringify({ ...all, [name]: { ...about, ...results } }, null, 2)}\n`);
}
