import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { cookies, world, type World } from './places';
import { Server } from './server';
import { Watch } from './watch';

export { expect };

interface Options {
  /** Whose cookies the browser has; nobody's when `null`. */
  person: string | null;
  world: World;
  /** Further flags of the server. */
  flags: string[];
}

interface Fixtures {
  /** A server of this test alone, with a copy of the world. */
  server: Server;
  watch: Watch;
}

export const test = base.extend<Options & Fixtures>({
  person: ['Dana Levi', { option: true }],
  world: ['small', { option: true }],
  flags: [[], { option: true }],

  server: async ({ world: name, flags }, use) => {
    const data = mkdtempSync(join(tmpdir(), 'apono-e2e-'));
    cpSync(world(name), data, { recursive: true });
    const server = await Server.start(data, { flags });
    await use(server);
    await server.stop();
    rmSync(data, { recursive: true });
    expect(server.complaints, 'The server complained').toBe('');
  },
  baseURL: async ({ server }, use) => use(server.address),
  storageState: async ({ person, world: name }, use) => {
    const kept = person && cookies(name, person);
    if (kept && !existsSync(kept)) throw new Error(`${person} has not signed in to the ${name} world.`);
    await use(kept ?? undefined);
  },
  watch: async ({}, use, info) => use(new Watch(info.titlePath.slice(1).join(' › '), info.parallelIndex)),
  context: async ({ context, watch }, use) => {
    await watch.over(context);
    await use(context);
    // A test that has seen what it waited for may end while an altered answer is still on its way.
    for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
    await watch.wasQuiet();
  },
});
