import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const SERVER = process.env.TAB_SERVER ?? resolve(root, 'target/debug/server');
export const DIST = process.env.TAB_DIST ?? resolve(root, 'dist');
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const BROWSER = process.env.CHROMIUM ?? browsers.find(existsSync);
/** The same without its windows, which takes a third less time, where there is one. */
export const SHELL = process.env.CHROMIUM_SHELL ?? BROWSER;
/** Apono's own OpenAPI document, where there is one. */
export const DOCUMENT = process.env.APONO_OPENAPI;
/** A folder that every audited state is drawn into; nothing is drawn without it. */
export const PICTURES = process.env.APONO_PICTURES;

export const RESULTS = fileURLToPath(new URL('results', import.meta.url));
/** What the tab sent and the demo answered, one call a line. */
export const CALLS = `${RESULTS}/calls`;

/** The data that a server begins with; each test gets a copy. */
export const world = (name: World) => `${RESULTS}/worlds/${name}`;
/** The cookies of a person who has signed in to a world. */
export const cookies = (name: World, person: string) => `${RESULTS}/worlds/${name}-${person}.json`;

/** How many resources a world has. */
export const WORLDS = { small: 2_000, big: 100_000 } as const;
export type World = keyof typeof WORLDS;

/** Put on answers that a test makes up, so that they are not taken for the demo's. */
export const MADE_UP = { 'x-made-up': 'by a test' };
