import { mkdirSync, rmSync } from 'node:fs';
import type { FullConfig } from '@playwright/test';
import { makeKey } from './entra';
import { CALLS, DOCUMENT, WORLDS, world, type World } from './places';
import { Server } from './server';

/** Fills the worlds anew: the demo's history counts back from the moment of filling. The calls of the parts of one run stay together. */
export default async function fill({ shard }: FullConfig) {
  if (!shard || shard.current === 1) rmSync(CALLS, { recursive: true, force: true });
  mkdirSync(CALLS, { recursive: true });
  makeKey();
  for (const [name, resources] of Object.entries(WORLDS)) {
    const data = world(name as World);
    rmSync(data, { recursive: true, force: true });
    mkdirSync(data, { recursive: true });
    const started = performance.now();
    const server = await Server.start(data, { resources });
    await server.stop();
    console.log(`The world with ${resources} resources was filled in ${Math.round(performance.now() - started)} ms.`);
  }
  if (!DOCUMENT) {
    console.log("The check against Apono's own document was skipped: APONO_OPENAPI does not name it.");
  }
}
