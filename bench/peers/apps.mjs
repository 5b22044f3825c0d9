// The tab and its peers: where each lies, and a server of its own for each.
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const APPS = {
  tab: process.env.TAB_DIST ?? here('../../dist'),
  'react-fluent': here('dist/react-fluent'),
  vanilla: here('dist/vanilla'),
};

/** `withServer` of bench/server.mjs for the folder of an app. It reads its folder when it is loaded, so each has its own. */
export async function withApp(app, flags, measure) {
  process.env.TAB_DIST = APPS[app];
  const { withServer } = await import(`../server.mjs?app=${app}`);
  return withServer(flags, measure);
}

// Fluent writes its styles into style elements while the page runs, which the tab's policy forbids; the tab needs no such
// allowance, and it is given to all alike so that nothing differs but the page.
export const CONTEXT = { viewport: { width: 1280, height: 800 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', bypassCSP: true };
