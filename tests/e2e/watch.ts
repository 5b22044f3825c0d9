import { appendFileSync } from 'node:fs';
import { expect, type BrowserContext, type ConsoleMessage, type Request, type Response } from '@playwright/test';
import { CALLS } from './places';

/** One call of the tab, as the check against Apono's own document reads it. */
export interface Call {
  test: string;
  method: string;
  path: string;
  query: [string, string][];
  sent?: string;
  status: number;
  /** Absent where a test made the answer up, or the connection broke. */
  answered?: string;
}

/** What no page may do: complain, break the policy, leave this machine, or open a dialog of the browser. */
export class Watch {
  private readonly troubles: string[] = [];
  private readonly allowed: { pattern: RegExp; seen: boolean; must: boolean }[] = [];
  private readonly reading: Promise<void>[] = [];
  /** Names that the test answers for itself, so that nothing asked of them leaves this machine. */
  private readonly served = new Set(['127.0.0.1', 'localhost']);

  constructor(
    private readonly test: string,
    private readonly worker: number,
  ) {}

  async over(context: BrowserContext): Promise<void> {
    context.on('console', (message) => this.hear(message));
    context.on('weberror', (error) => this.note(`uncaught: ${error.error().message}`));
    context.on('dialog', async (dialog) => {
      this.note(`dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    context.on('request', (request) => this.follow(request));
    context.on('response', (response) => this.reading.push(this.record(response)));
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
      });
    });
  }

  /** Says that the test answers for these names. */
  serves(...names: string[]): void {
    for (const name of names) this.served.add(name);
  }

  /** Says that this trouble belongs to the test. It has to come. */
  expects(...patterns: RegExp[]): void {
    for (const pattern of patterns) this.allowed.push({ pattern, seen: false, must: true });
  }

  /** Says that this trouble would belong to the test, where it comes or not by the browser's mood. */
  tolerates(...patterns: RegExp[]): void {
    for (const pattern of patterns) this.allowed.push({ pattern, seen: false, must: false });
  }

  async wasQuiet(): Promise<void> {
    await Promise.allSettled(this.reading);
    // The browser may tell it after what the page shows of it.
    const missing = () => this.allowed.filter(({ seen, must }) => must && !seen).map(({ pattern }) => String(pattern));
    await expect.poll(missing, { message: 'Trouble that the test expects did not come', timeout: 5_000 }).toEqual([]);
    expect(this.troubles, 'The pages complained').toEqual([]);
  }

  private hear(message: ConsoleMessage): void {
    if (message.type() === 'error' || message.type() === 'warning') {
      this.note(`${message.type()}: ${message.text()} ${message.location().url}`);
    }
  }

  private note(trouble: string): void {
    const allowed = this.allowed.find(({ pattern }) => pattern.test(trouble));
    if (allowed) allowed.seen = true;
    else this.troubles.push(trouble);
  }

  private follow(request: Request): void {
    const { protocol, hostname } = new URL(request.url());
    const stays = this.served.has(hostname) || ['data:', 'blob:', 'about:'].includes(protocol);
    if (!stays) this.note(`left this machine: ${request.url()}`);
  }

  private async record(response: Response): Promise<void> {
    const { pathname, searchParams } = new URL(response.url());
    if (!pathname.startsWith('/api/')) return;
    const request = response.request();
    const call: Call = {
      test: this.test,
      method: request.method(),
      path: pathname,
      query: [...searchParams],
      sent: request.postData() ?? undefined,
      status: response.status(),
      answered: response.headers()['x-made-up'] ? undefined : await response.text().catch(() => undefined),
    };
    appendFileSync(`${CALLS}/${this.worker}.jsonl`, `${JSON.stringify(call)}\n`);
  }
}
