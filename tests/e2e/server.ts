import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DIST, MADE_UP, SERVER } from './places';

/** A call that goes wrong, as the server's test controls take it. */
export interface Fault {
  method?: string;
  /** The path contains this. */
  path: string;
  /** How many calls; one when absent. */
  times?: number;
  kind: 'cut' | 'drop' | 'hang' | { delay: number } | { answer: { status: number; body?: string; headers?: Record<string, string> } };
}

/** The server's binary on a port of its own. */
export class Server {
  /** What it complained about. */
  complaints = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly data: string,
    readonly address: string,
  ) {}

  static async start(data: string, { port = 0, resources = 100, flags = [] as string[] } = {}): Promise<Server> {
    const args = ['--port', `${port}`, '--data', data, '--dist', DIST, '--test-controls', '--resources', `${resources}`];
    const child = spawn(SERVER, [...args, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaints = '';
    // What the server writes down for the record is no complaint.
    const hear = (line: string) => (/^\S+ +INFO /.test(line) ? '' : `${line}\n`);
    const stderr = createInterface({ input: child.stderr });
    stderr.on('line', (line) => (complaints += hear(line)));
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) {
      const address = /^Listening on (\S+)$/.exec(line)?.[1];
      if (address) {
        child.stdout.resume();
        const server = new Server(child, data, address);
        server.complaints = complaints;
        stderr.on('line', (line) => (server.complaints += hear(line)));
        return server;
      }
    }
    throw new Error(`The server ${SERVER} did not start: ${complaints}`);
  }

  /** Ends it as a person would, with SIGTERM. Connections that are held open do not hold it up. */
  async stop(): Promise<void> {
    await this.end('SIGTERM', 5_000);
  }

  /** Ends it in the middle of whatever it does. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Starts it anew on the same data and address. */
  async again(): Promise<Server> {
    return Server.start(this.data, { port: Number(new URL(this.address).port) });
  }

  private async end(signal: NodeJS.Signals, patience?: number): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    const timer = patience && setTimeout(() => this.child.kill('SIGKILL'), patience);
    await ended;
    clearTimeout(timer || undefined);
  }

  /** Makes calls go wrong from now on. */
  async fault(fault: Fault): Promise<void> {
    const { kind } = fault;
    const marked =
      typeof kind === 'object' && 'answer' in kind
        ? { ...fault, kind: { answer: { ...kind.answer, headers: { ...kind.answer.headers, ...MADE_UP } } } }
        : fault;
    await this.control('POST', '/test/faults', marked);
  }

  /** Lets everything go well again. */
  async clearFaults(): Promise<void> {
    await this.control('DELETE', '/test/faults');
  }

  async advanceClock(seconds: number): Promise<void> {
    await this.control('POST', '/test/clock', { advance_seconds: seconds });
  }

  /** Ends every sign-in session. */
  async endSessions(): Promise<void> {
    await this.control('POST', '/test/end-sessions');
  }

  /** How many calls with this method reached the API whose path fits. */
  async count(method: string, path: RegExp): Promise<number> {
    const counters: Record<string, number> = await (await this.control('GET', '/test/counters')).json();
    const fits = ([call]: [string, number]) => call.startsWith(`${method} `) && path.test(call.slice(method.length + 1));
    return Object.entries(counters).filter(fits).reduce((sum, [, calls]) => sum + calls, 0);
  }

  private async control(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = body === undefined ? undefined : { 'content-type': 'application/json' };
    const answer = await fetch(this.address + path, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}.`);
    return answer;
  }
}
