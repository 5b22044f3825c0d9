import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Frame, Page } from '@playwright/test';

/** Where the tab is served for hosts: an origin that only the emulator answers for. */
export const TAB = 'https://access.example.test';
export const TENANT = '11111111-1111-4111-8111-111111111111';
export const CLIENT = '22222222-2222-4222-8222-222222222222';

/** The places that show the tab. */
export const HOSTS = {
  teams: 'https://teams.microsoft.com',
  'new teams': 'https://teams.cloud.microsoft',
  outlook: 'https://outlook.office.com',
  'microsoft 365': 'https://m365.cloud.microsoft',
} as const;
export type HostName = keyof typeof HOSTS;

/** What the host can, and how it behaves. */
export interface Knobs {
  host?: HostName;
  /** All that a host can do, what an old one that says nothing can do, or nothing at all. */
  runtime?: 'full' | 'legacy' | 'none';
  /** Answers nothing. */
  silent?: boolean;
  theme?: string;
  locale?: string;
  /** What an access token is asked for and gets. */
  token?: 'ok' | 'consent' | 'cancelled' | 'never';
  /** What a link into the app carries. */
  subPageId?: string;
  /** What the frame may do beyond what every frame may. */
  allow?: string;
  inBackground?: boolean;
}

export interface Said {
  func: string;
  args: unknown[];
}

/** Signs tokens as Entra does, with a key of this test. */
export class Entra {
  private readonly key: KeyObject;
  /** File for the server's flag. */
  readonly jwks: string;
  private readonly kid: string;

  constructor(folder: string) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.key = privateKey;
    const jwk = publicKey.export({ format: 'jwk' });
    this.kid = createHash('sha256').update(String(jwk.n)).digest('hex').slice(0, 16);
    this.jwks = join(folder, 'jwks.json');
    writeFileSync(this.jwks, JSON.stringify({ keys: [{ ...jwk, kid: this.kid, use: 'sig', alg: 'RS256' }] }));
  }

  token(oid: string = randomUUID(), claims: object = {}): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const body = {
      aud: CLIENT,
      iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      iat: now,
      nbf: now,
      exp: now + 3600,
      oid,
      tid: TENANT,
      scp: 'access_as_user',
      ver: '2.0',
      ...claims,
    };
    const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: this.kid })}.${part(body)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), this.key).toString('base64url')}`;
  }
}

/** A host of our own around the real TeamsJS library, at the origin of the real one. Nothing leaves this machine. */
export class Host {
  private constructor(
    readonly page: Page,
    private readonly origin: string,
  ) {}

  /** Answers for the tab's origin with the server, and for the hosts' origins with an empty page. */
  static async serve(context: BrowserContext, server: string): Promise<void> {
    await context.route(`${TAB}/**`, async (route) => {
      const url = new URL(route.request().url());
      const answer = await route.fetch({ url: `${server}${url.pathname}${url.search}`, maxRedirects: 0 });
      await route.fulfill({ response: answer });
    });
    for (const origin of [...Object.values(HOSTS), 'https://evil.example']) {
      await context.route(`${origin}/**`, (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Host</title><body style="margin:0">' }),
      );
    }
    // The list of origins that the library trusts beside its own.
    await context.route('https://res.cdn.office.net/**', (route) =>
      route.fulfill({ json: { validOrigins: [] }, headers: { 'access-control-allow-origin': '*' } }),
    );
  }

  /** Opens the tab in a frame of the host. `tokens` are handed out one after the other; the last one stays. */
  static async open(page: Page, path: string, token: string, knobs: Knobs = {}): Promise<Host> {
    const origin = HOSTS[knobs.host ?? 'teams'];
    await page.goto(`${origin}/`);
    const address = `${TAB}${path}`;
    await page.evaluate(begin, { address, token, knobs, tab: TAB });
    return new Host(page, origin);
  }

  get tab() {
    return this.page.frameLocator('iframe');
  }

  /** The tab's frame, to look into what no locator shows. */
  frame(): Frame | undefined {
    return this.page.frames().find((frame) => frame.url().startsWith(TAB));
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
}

/** Runs in the host's page. */
function begin({ address, token, knobs, tab }: { address: string; token: string; knobs: Knobs; tab: string }): void {
  const here = window as any;
  const said: Said[] = [];
  here.said = said;
  const frame = document.createElement('iframe');
  frame.allow = knobs.allow ?? '';
  frame.title = 'Apono Access';
  frame.style.cssText = 'border:0;width:100vw;height:100vh;display:block';
  const popups = new Map<Window, (answer: unknown[]) => void>();
  here.tell = (func: string, args: unknown[]) => frame.contentWindow?.postMessage({ func, args }, tab);

  const supports = {
    app: { notifySuccessResponse: {} },
    pages: { currentApp: {}, backStack: {} },
    dialog: { url: { parentCommunication: {} }, update: {} },
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
    hostClientType: 'web',
    entityId: 'requests',
    subEntityId: knobs.subPageId ?? '',
    frameContext: 'content',
    isBackgroundLoad: knobs.inBackground ?? false,
    userObjectId: 'somebody',
    tid: 'somewhere',
  };

  addEventListener('message', (event) => {
    const from = event.source as Window;
    const inFrame = from === frame.contentWindow;
    if (!inFrame && !popups.has(from)) return;
    const { id, uuidAsString, func, args } = event.data;
    said.push({ func: inFrame ? func : `popup: ${func}`, args });
    if (knobs.silent) return;
    const reply = (...answer: unknown[]) => from.postMessage({ id, uuidAsString, args: answer }, event.origin);
    switch (func) {
      case 'initialize':
        return reply(inFrame ? 'content' : 'authentication', 'web', ...(knobs.runtime === 'legacy' ? [] : [runtime, '2.0.1']));
      case 'getContext':
        return reply(context);
      case 'authentication.getAuthToken': {
        const silent = (args[2] as boolean | undefined) ?? false;
        if (knobs.token === 'never') return;
        if (knobs.token === 'cancelled') return reply(false, 'CancelledByUser');
        if (knobs.token === 'consent' && silent) return reply(false, 'resourceRequiresConsent');
        return reply(true, token);
      }
      case 'appInitialization.success':
        if (knobs.runtime !== 'legacy' && knobs.runtime !== 'none') reply();
        return;
      case 'authentication.authenticate': {
        const popup = open(args[0], 'popup', 'popup,width=520,height=680');
        if (!popup) return reply(false, 'FailedToOpenWindow');
        popups.set(popup, (answer) => reply(...answer));
        const watch = setInterval(() => {
          if (!popup.closed) return;
          clearInterval(watch);
          const answered = popups.get(popup);
          popups.delete(popup);
          answered?.([false, 'CancelledByUser']);
        }, 100);
        return;
      }
      case 'authentication.authenticate.success':
      case 'authentication.authenticate.failure': {
        const answered = popups.get(from);
        popups.set(from, () => {});
        answered?.([func.endsWith('success'), args[0]]);
        from.close();
        return;
      }
      case 'executeDeepLink':
        here.opened = args[0];
        return reply(true);
      case 'pages.currentApp.navigateTo':
        here.shown = args[0];
        return reply(undefined);
      case 'navigateBack':
        here.wentBack = true;
        return reply(true);
    }
  });
  frame.src = address;
  document.body.append(frame);
}
