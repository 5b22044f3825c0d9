import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENTRA_FLAGS } from './entra';
import { expect, test as base } from './fixtures';
import { TAB, around, whole, type InHost } from './host';
import { Server } from './server';

interface Fixtures {
  /** Where the gateway will listen: the sign-in has to know it before. */
  port: number;
  /** Where browsers reach the gateway. */
  address: string;
  /** What the gateway is told of the service behind it. */
  service: string[];
  /** Further flags of the gateway. */
  own: string[];
  /** Stands between the tab and the demo, which plays Apono. */
  gateway: Server;
}

/** Tests in which the tab comes from the gateway; nobody has signed in there. */
export const test = base.extend<Fixtures>({
  person: null,
  port: async ({}, use) => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    await use(port);
  },
  address: async ({ port }, use) => use(`http://127.0.0.1:${port}`),
  own: [[], { option: true }],
  flags: async ({ address }, use) => use(['--demo-redirect', `${address}/auth/callback`]),
  service: async ({ server }, use) =>
    use(['--upstream', server.address, '--apono-app', server.address, '--client-id', 'apono-access-demo']),
  gateway: async ({ service, address, port, own }, use) => {
    const data = mkdtempSync(join(tmpdir(), 'apono-gateway-'));
    const key = `test:${randomBytes(32).toString('base64')}`;
    const flags = [...service, '--public-url', address, '--encryption-key', key, ...own];
    const gateway = await Server.start(data, { port, flags });
    await use(gateway);
    await gateway.stop();
    rmSync(data, { recursive: true });
    expect(gateway.complaints, 'The gateway complained').toBe('');
  },
  baseURL: async ({ gateway }, use) => use(gateway.address),
});

/** The same in a host: the gateway answers at the tab's origin there, and takes the accounts of Entra. */
export const inAHost = test.extend<{ inHost: InHost }>({
  launchOptions: [whole, { scope: 'worker' }],
  address: TAB,
  own: ENTRA_FLAGS,
  inHost: async ({ page, gateway, watch }, use) => use(await around(page, gateway.address, watch)),
});
