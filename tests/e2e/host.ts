import type { BrowserContext, Frame, LaunchOptions, Page } from '@playwright/test';
import { test as base } from './fixtures';
import { DANA, ENTRA_FLAGS, token as tokenOf } from './entra';
import { BROWSER } from './places';
import type { Tab } from './steps';
import type { Watch } from './watch';

/** Where the tab is served for hosts: an origin that only the emulator answers for. */
export const TAB = 'https://access.example.test';
/** A page that has no business with the tab. */
export const STRANGER = 'https://stranger.example.test';

/** The places that show the tab. */
export const HOSTS = {
  teams: 'https://teams.microsoft.com',
  'new teams': 'https://teams.cloud.microsoft',
  outlook: 'https://outlook.office.com',
  'microsoft 365': 'https://m365.cloud.microsoft',
} as const;
export type HostName = keyof typeof HOSTS;

/** The list of origins that TeamsJS trusts beside its own. */
export const TRUSTED = 'https://res.cdn.office.net';

/** What the host can, and how it behaves. */
export interface Knobs {
  host?: HostName;
  /** A telephone shows the tab as a page of its own and is spoken to through an object in it. */
  mobile?: boolean;
  /** All that a host can do, what an old one can do that says nothing of it, or nothing at all. */
  runtime?: 'full' | 'legacy' | 'none';
  /** Answers nothing, or nothing before it wakes. */
  silent?: boolean;
  theme?: string;
  locale?: string;
  /** What becomes of asking for an access token. */
  token?: 'ok' | 'consent' | 'cancelled' | 'never';
  /** The account whose tokens are handed out; Dana's without one. */
  account?: string;
  /** What a link into the app carries. */
  subPageId?: string;
  /** What the frame may do beyond what every frame may. */
  allow?: string;
  /** Whether the host can open windows. */
  windows?: 'open' | 'blocked';
  inBackground?: boolean;
}

export interface Said {
  func: string;
  args: unknown[];
}

/** A host of our own around the real TeamsJS library, at the origin of the real one. Nothing leaves this machine. */
export class Host {
  private constructor(
    readonly page: Page,
    private readonly knobs: Knobs,
  ) {}

  /** Answers for the tab's origin with the server, and for the hosts' origins with an empty page. */
  static async serve(context: BrowserContext, server: string): Promise<void> {
    await context.route(`${TAB}/**`, async (route) => {
      const url = new URL(route.request().url());
      try {
        const answer = await route.fetch({ url: `${server}${url.pathname}${url.search}`, maxRedirects: 0 });
        await route.fulfill({ response: answer });
      } catch {
        // The test has ended with this on its way. Anything else fails in the page too, where the watch hears it.
        await route.abort().catch(() => {});
      }
    });
    for (const origin of [...Object.values(HOSTS), STRANGER]) {
      await context.route(`${origin}/**`, (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Host</title><body style="margin:0">' }),
      );
    }
    await context.route(`${TRUSTED}/**`, (route) =>
      route.fulfill({ json: { validOrigins: [] }, headers: { 'access-control-allow-origin': '*' } }),
    );
  }

  /** Opens the tab in the host. */
  static async open(page: Page, path: string, knobs: Knobs = {}): Promise<Host> {
    const host = new Host(page, knobs);
    await Host.atRest(page);
    const setting = { address: `${TAB}${path}`, token: tokenOf(knobs.account ?? DANA), knobs, tab: TAB };
    if (knobs.mobile) {
      await page.addInitScript(begin, setting);
      await page.goto(setting.address);
    } else {
      await page.goto(`${HOSTS[knobs.host ?? 'teams']}/`);
      await page.evaluate(begin, setting);
    }
    return host;
  }

  get tab(): Tab {
    return this.knobs.mobile ? this.page : this.page.frameLocator('iframe[title="Apono Access"]');
  }

  /** The tab's frame, for what no locator shows. */
  get frame(): Frame {
    const frame = this.page.frames().find((frame) => frame.url().startsWith(TAB));
    if (!frame) throw new Error('The host shows no tab.');
    return frame;
  }

  /** Links the account to this user, as a person does the first time. */
  async link(person: string): Promise<void> {
    const opened = this.page.context().waitForEvent('page');
    await this.tab.getByRole('button', { name: 'Sign in' }).click();
    const popup = await opened;
    await popup.getByRole('button', { name: person }).click();
    const closed = popup.waitForEvent('close');
    await popup.getByRole('button', { name: 'Yes, this is my account' }).click();
    await closed;
  }

  /** Waits until a tab that the page shows asks for nothing: nobody answers here for what a frame still asks while it goes. */
  static async atRest(page: Page): Promise<void> {
    for (const frame of page.frames().filter((frame) => frame.url().startsWith(TAB))) await frame.waitForLoadState('networkidle');
  }

  /** Shows the tab anew, as a host does that had let it go. */
  async again(path: string): Promise<void> {
    await Host.atRest(this.page);
    await this.page.evaluate((address) => (window as any).show(address), `${TAB}${path}`);
  }

  /** What the tab told the host, in order. */
  async said(): Promise<Said[]> {
    return this.page.evaluate(() => (window as any).said);
  }

  async funcs(): Promise<string[]> {
    return (await this.said()).map(({ func }) => func);
  }

  /** Tells the tab something that it did not ask for. */
  async tell(func: string, ...args: unknown[]): Promise<void> {
    await this.page.evaluate(({ func, args }) => (window as any).tell(func, args), { func, args });
  }

  /** Answers from now on, also what it was asked before. */
  async wake(): Promise<void> {
    await this.page.evaluate(() => (window as any).wake());
  }

  /** Puts the focus where it lies before it goes into the tab. */
  async focusItself(): Promise<void> {
    await this.page.evaluate(() => {
      (document.activeElement as HTMLElement | null)?.blur();
      window.focus();
    });
  }
}

/** Runs in the host's page; on a telephone in the tab's own, before anything else. */
function begin({ address, token, knobs, tab }: { address: string; token: string; knobs: Knobs; tab: string }): void {
  const here = window as any;
  const said: Said[] = [];
  here.said = said;
  let agreed = false;

  const supports = {
    app: { notifySuccessResponse: {} },
    pages: { currentApp: {}, backStack: {} },
    dialog: { url: { parentCommunication: {} }, update: {} },
    shortcutRelay: {},
    teamsCore: {},
  };
  const runtime = JSON.stringify({
    apiVersion: 4,
    isLegacyTeams: false,
    isNAAChannelRecommended: true,
    hostVersionsInfo: { adaptiveCardSchemaVersion: { majorVersion: 1, minorVersion: 5 } },
    supports: knobs.runtime === 'none' ? {} : supports,
  });
  const context = {
    appSessionId: 'session',
    locale: knobs.locale ?? 'en-us',
    theme: knobs.theme ?? 'default',
    hostName: 'Teams',
    hostClientType: knobs.mobile ? 'android' : 'web',
    entityId: 'requests',
    subEntityId: knobs.subPageId ?? '',
    frameContext: 'content',
    isBackgroundLoad: knobs.inBackground ?? false,
    userObjectId: 'somebody',
    tid: 'somewhere',
  };

  /** Answers one thing that was said, perhaps later. */
  function answer(func: string, args: any[], inPopup: boolean, from: Window | null, reply: (...answer: unknown[]) => void): void {
    said.push({ func: inPopup ? `popup: ${func}` : func, args });
    performance.mark(func);
    if (knobs.silent) return void unanswered.push([func, args, inPopup, from, reply]);
    switch (func) {
      case 'initialize':
        return reply(inPopup ? 'authentication' : 'content', context.hostClientType, ...(knobs.runtime === 'legacy' ? [] : [runtime, '2.0.1']));
      case 'getContext':
        return reply(context);
      case 'authentication.getAuthToken': {
        const silent = (args[2] as boolean | null) ?? false;
        if (knobs.token === 'never') return;
        if (knobs.token === 'cancelled') return reply(false, 'CancelledByUser');
        if (knobs.token === 'consent' && silent && !agreed) return reply(false, 'resourceRequiresConsent');
        // Who has agreed once is not asked again.
        agreed ||= !silent;
        return reply(true, token);
      }
      case 'appInitialization.success':
        if (knobs.runtime !== 'legacy' && knobs.runtime !== 'none') reply();
        return;
      case 'authentication.authenticate': {
        const popup = knobs.windows === 'blocked' ? null : open(args[0], 'popup', 'popup,width=520,height=680');
        if (!popup) return reply(false, 'FailedToOpenWindow');
        popups.set(popup, (answer) => reply(...answer));
        const watch = setInterval(() => {
          if (!popup.closed) return;
          clearInterval(watch);
          popups.get(popup)?.([false, 'CancelledByUser']);
          popups.delete(popup);
        }, 100);
        return;
      }
      case 'authentication.authenticate.success':
      case 'authentication.authenticate.failure': {
        if (!from) return;
        popups.get(from)?.([func.endsWith('success'), args[0]]);
        popups.set(from, () => {});
        return from.close();
      }
      case 'executeDeepLink':
      case 'navigateBack':
        return reply(true);
      case 'pages.currentApp.navigateTo':
        return reply(undefined);
      case 'shortcutRelay.getHostShortcuts':
        return reply({ shortcuts: ['ctrl+shift+f'], overridableShortcuts: [] });
    }
  }

  const unanswered: Parameters<typeof answer>[] = [];
  here.wake = () => {
    knobs.silent = false;
    for (const one of unanswered.splice(0)) answer(...one);
  };
  const popups = new Map<Window, (answer: unknown[]) => void>();
  if (knobs.mobile) {
    here.tell = (func: string, args: unknown[]) => here.onNativeMessage({ data: { func, args } });
    here.nativeInterface = {
      framelessPostMessage(text: string) {
        const { id, uuidAsString, func, args } = JSON.parse(text);
        const reply = (...args: unknown[]) => setTimeout(() => here.onNativeMessage({ data: { id, uuidAsString, args } }));
        answer(func, args, false, null, reply);
      },
    };
    return;
  }

  const frame = document.createElement('iframe');
  frame.allow = knobs.allow ?? '';
  frame.title = 'Apono Access';
  frame.style.cssText = 'border:0;width:100vw;height:100vh;display:block';
  here.tell = (func: string, args: unknown[]) => frame.contentWindow?.postMessage({ func, args }, tab);
  here.show = (address: string) => {
    frame.src = 'about:blank';
    frame.addEventListener('load', () => (frame.src = address), { once: true });
  };
  addEventListener('message', (event) => {
    const from = event.source as Window;
    const inFrame = from === frame.contentWindow;
    if (!inFrame && !popups.has(from)) return;
    const { id, uuidAsString, func, args } = event.data;
    answer(func, args, !inFrame, from, (...answer) => from.postMessage({ id, uuidAsString, args: answer }, event.origin));
  });
  frame.src = address;
  performance.mark('frame');
  document.body.append(frame);
}

/** Opens the tab in a host around it; My Requests without a path. */
export type InHost = (knobs?: Knobs, path?: string) => Promise<Host>;

/** Answers for the hosts and the tab in this page's browser, with the server at this address. */
export async function around(page: Page, server: string, watch: Watch): Promise<InHost> {
  watch.serves(...[TAB, STRANGER, TRUSTED, ...Object.values(HOSTS)].map((origin) => new URL(origin).hostname));
  await Host.serve(page.context(), server);
  return (knobs = {}, path = '/teams/requests/open') => Host.open(page, path, knobs);
}

/** In a host the tab opens windows and looks whether they were closed, which Chromium without windows does its own way. */
export const whole = async ({ launchOptions }: { launchOptions: LaunchOptions }, use: (options: LaunchOptions) => Promise<void>) =>
  use({ ...launchOptions, executablePath: BROWSER });

/** Tests in a host. Nobody has signed in by a cookie; Dana's account there is linked to her user. */
export const test = base.extend<{ inHost: InHost }>({
  launchOptions: [whole, { scope: 'worker' }],
  person: null,
  flags: ['--public-url', TAB, ...ENTRA_FLAGS],
  inHost: async ({ page, server, watch }, use) => use(await around(page, server.address, watch)),
});
