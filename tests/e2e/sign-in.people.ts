import { test as base, expect } from '@playwright/test';
import { ENTRA_FLAGS, LINKED, token } from './entra';
import { Host, TRUSTED } from './host';
import { cookies, world, type World } from './places';
import { Server } from './server';
import { Watch } from './watch';

const PEOPLE: Record<World, string[]> = {
  small: ['Dana Levi', 'Tom Becker', 'Ingrid Solberg', 'Rafael Costa', 'Amara Okafor', 'Jonas Meyer', 'Priya Nair'],
  big: ['Dana Levi'],
};

const test = base.extend<{ watch: Watch }, { servers: Map<World, Server> }>({
  servers: [
    async ({}, use) => {
      const servers = new Map<World, Server>();
      await use(servers);
      for (const server of servers.values()) await server.stop();
    },
    { scope: 'worker' },
  ],
  watch: async ({ context }, use, info) => {
    const watch = new Watch(info.title, info.parallelIndex);
    await watch.over(context);
    await use(watch);
    await watch.wasQuiet();
  },
});

for (const [name, people] of Object.entries(PEOPLE) as [World, string[]][]) {
  test.describe(`the ${name} world`, () => {
    // One server per world writes down who has signed in.
    test.describe.configure({ mode: 'serial' });

    for (const person of people) {
      test(`${person} signs in by choosing themselves`, async ({ page, context, servers, watch }) => {
        const server = servers.get(name) ?? (await Server.start(world(name), { flags: ENTRA_FLAGS }));
        servers.set(name, server);
        const isUser = person !== 'Priya Nair';
        if (!isUser) watch.expects(/403/);

        await page.goto(server.address);
        await page.getByRole('link', { name: 'Sign in' }).click();
        await page.getByRole('button', { name: person }).click();

        const heading = isUser ? 'My Requests' : 'You have no Apono user yet';
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
        await context.storageState({ path: cookies(name, person) });
      });
    }

    for (const [person, account] of name === 'small' ? Object.entries(LINKED) : []) {
      test(`${person} links an account in the hosts to a user`, async ({ page, servers, watch }) => {
        const server = servers.get(name);
        if (!server) throw new Error('Nobody has signed in before.');
        watch.serves(new URL(TRUSTED).hostname);
        await Host.serve(page.context(), server.address);
        const headers = { authorization: `Bearer ${token(account)}`, 'x-apono-tab': '1' };
        const call = (path: string, data?: object) => page.request.post(server.address + path, { headers, data });
        const { start } = await (await call('/auth/link')).json();
        await page.goto(server.address + start);
        const end = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/auth/end');
        await page.getByRole('button', { name: person }).click();
        await page.getByRole('button', { name: 'Yes, this is my account' }).click();
        const code = /data-code="([^"]+)"/.exec(await (await end).text())?.[1];
        expect((await call('/auth/link/finish', { code })).status()).toBe(204);
      });
    }
  });
}
