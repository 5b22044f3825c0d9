import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, type Request, type Route } from '@playwright/test';
import { MADE_UP } from './places';

/** Stands in answers that go wrong; nothing of it may be shown or kept anywhere. */
export const SECRET = 'tok-5f3c9a1e';

const JSON_TYPE = { 'content-type': 'application/json', ...MADE_UP };
/** 50 MB of JSON that is right in itself. */
const HUGE = 50_000_000;

export interface Fault {
  /** What the screen says; null where the person is asked to sign in. */
  says: string | null;
  /** Nobody knows whether an effect happened. */
  unknown?: boolean;
  /** Only the first call goes wrong. */
  once?: boolean;
  /** Every call goes wrong, not only the one that is looked at. */
  everywhere?: boolean;
  answer: (route: Route, breaker: string) => Promise<void>;
}

const status = (code: number, message?: string, headers = {}) => (route: Route) =>
  route.fulfill({ status: code, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(message ? { message, secret: SECRET } : { secret: SECRET }) });
const body = (text: string, type = 'application/json') => (route: Route) =>
  route.fulfill({ status: 200, headers: { ...MADE_UP, 'content-type': type }, body: text });
/** Lets a server answer that can do what a made-up answer cannot. */
const broken = (how: string) => (route: Route, breaker: string) => route.continue({ url: `${breaker}/${how}` });

const UNREADABLE = 'The answer could not be read.';

export const FAULTS = {
  'time-out': { says: 'The server did not answer in time.', unknown: true, answer: async () => {} },
  'cut mid-body': { says: 'There is no connection to the server.', unknown: true, answer: broken('cut') },
  '401 once': { says: null, once: true, answer: status(401) },
  '401 always': { says: null, everywhere: true, answer: status(401) },
  '403': { says: 'This is not for you.', answer: status(403, 'This is not for you.') },
  '404': { says: 'It is not there.', answer: status(404, 'It is not there.') },
  '409': { says: 'It is another by now.', answer: status(409, 'It is another by now.') },
  '413': { says: 'That is too much.', answer: status(413, 'That is too much.') },
  '429 with Retry-After': { says: 'Apono is busy and asks to wait 3 s.', answer: status(429, undefined, { 'retry-after': '3' }) },
  '429 without Retry-After': { says: 'Apono is busy and asks to wait a little.', answer: status(429) },
  '500': { says: 'Apono has a problem of its own (error 500).', unknown: true, answer: status(500) },
  '503': { says: 'Apono has a problem of its own (error 503).', unknown: true, answer: status(503) },
  'HTML instead of JSON': { says: UNREADABLE, unknown: true, answer: body(`<!doctype html><title>Log in</title><p>${SECRET}</p>`, 'text/html') },
  'truncated JSON': { says: UNREADABLE, unknown: true, answer: body(`{"secret":"${SECRET}","data":[{"id":"AR-1`) },
  'wrong types': { says: UNREADABLE, unknown: true, answer: body(`[{"${SECRET}":{"id":[1]}},7,"data"]`) },
  '50 MB body': { says: UNREADABLE, unknown: true, answer: broken('huge') },
} satisfies Record<string, Fault>;
export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** A server whose answers break off, or are larger than anything has a use for. */
export class Breaker {
  private constructor(private readonly server: HttpServer) {}

  static async start(): Promise<Breaker> {
    const server = createServer((request, response) => {
      if (request.url === '/cut') {
        response.writeHead(200, { ...JSON_TYPE, 'content-length': 10_000 });
        response.write(`{"secret":"${SECRET}","data":[{"id":"AR-`, () => response.destroy());
        return;
      }
      response.writeHead(200, JSON_TYPE);
      response.write('{"message":"');
      const piece = 'x'.repeat(500_000);
      let left = HUGE / piece.length;
      const more = () => {
        if (response.destroyed) return;
        while (left > 0 && response.write(piece)) left -= 1;
        if (left > 0) response.once('drain', more);
        else response.end('"}');
      };
      more();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new Breaker(server);
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

/** Lets the time limits of calls come when the test says so. */
export async function ownTimeLimits(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const limits: AbortController[] = [];
    AbortSignal.timeout = () => {
      const limit = new AbortController();
      limits.push(limit);
      return limit.signal;
    };
    (window as any).timeIsUp = () => limits.splice(0).forEach((limit) => limit.abort(new DOMException('', 'TimeoutError')));
  });
}

/** One fault on a page, from the moment it is laid until it is healed. */
export class Trouble {
  private healed = false;
  private struck = false;
  private readonly pending = new Set<Request>();
  private readonly hanging = new Set<Request>();
  private readonly first: Promise<void>;
  private met = () => {};
  private count = 0;

  private constructor(
    private readonly page: Page,
    private readonly fault: Fault,
  ) {
    this.first = new Promise((met) => (this.met = met));
  }

  static async lay(page: Page, name: FaultName, of: (request: Request) => boolean, breaker: Breaker): Promise<Trouble> {
    const fault: Fault = FAULTS[name];
    const trouble = new Trouble(page, fault);
    page.on('request', (request) => trouble.pending.add(request));
    for (const end of ['requestfinished', 'requestfailed'] as const) page.on(end, (request) => trouble.pending.delete(request));
    await page.route(/\/(api|auth)\/|config\.json/, async (route) => {
      const hit = of(route.request());
      const api = new URL(route.request().url()).pathname.startsWith('/api/');
      if (trouble.healed || !(hit || (fault.everywhere && api)) || (fault.once && trouble.count > 0)) return route.fallback();
      if (hit) trouble.count += 1;
      if (hit) trouble.hanging.add(route.request());
      const done = fault.answer(route, breaker.address).catch(() => {});
      trouble.met();
      // A screen may ask for several at a time, one after the other.
      if (hit && trouble.struck) trouble.strike().catch(() => {});
      await done;
    });
    return trouble;
  }

  /** Waits until the call has been made, and lets its time limit come where that is the fault. */
  async strike(): Promise<void> {
    await this.first;
    if (this.fault !== FAULTS['time-out']) return;
    this.struck = true;
    // The limits of all calls come at once, so that of the others none may be under way.
    await expect.poll(() => [...this.pending].every((request) => this.hanging.has(request))).toBe(true);
    await this.page.evaluate(() => (window as any).timeIsUp());
  }

  /** From now on everything is answered again. */
  heal(): void {
    this.healed = true;
  }
}
