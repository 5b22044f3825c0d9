import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server as Listener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Provider from 'oidc-provider';
import type { Server } from './server';

const SCOPES = ['access_sessions:read', 'access_sessions:write', 'access_requests:read', 'access_requests:write', 'inventory:read'].map(
  (scope) => `end_user:${scope}`,
);

/** How a gateway is registered: as it says, and with a secret where it has one. */
export interface Registration {
  client_id: string;
  client_secret?: string;
  redirect_uri: string;
}

/** Apono as a gateway sees it, in two parts behind one address: a certified sign-in service that is stricter than the demo's,
 * and the demo's API for whoever has signed in there. */
export class Apono {
  /** What became of codes and refresh tokens, in order. */
  readonly events: string[] = [];
  private readonly tokens: Map<string, string>;
  private provider!: Provider;

  private constructor(
    private readonly listener: Listener,
    private readonly demo: Server,
  ) {
    const lines = readFileSync(join(demo.data, 'personal-tokens.txt'), 'utf8').trim().split('\n');
    this.tokens = new Map(lines.map((line) => line.split(' ') as [string, string]));
  }

  static async start(demo: Server, { client_id, client_secret, redirect_uri }: Registration): Promise<Apono> {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const apono = new Apono(listener, demo);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const provider = new Provider(apono.address, {
      clients: [
        {
          client_id,
          client_secret,
          redirect_uris: [redirect_uri],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: client_secret ? 'client_secret_post' : 'none',
        },
      ],
      scopes: SCOPES,
      pkce: { required: () => true },
      issueRefreshToken: async () => true,
      rotateRefreshToken: true,
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, interaction) => `/choose/${interaction.uid}` },
      routes: { authorization: '/oauth/authorize', token: '/oauth/token' },
      findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
      ttl: { AccessToken: 3_600, AuthorizationCode: 60, RefreshToken: 86_400, Grant: 86_400, Session: 86_400, Interaction: 600 },
      cookies: { keys: [randomBytes(32).toString('hex')] },
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    });
    apono.provider = provider;
    for (const event of ['authorization_code.consumed', 'refresh_token.saved', 'refresh_token.consumed', 'grant.error', 'grant.revoked']) {
      provider.on(event as 'grant.revoked', () => apono.events.push(event));
    }
    const callback = provider.callback();
    listener.on('request', (asked, answer) => {
      const answered = asked.url?.startsWith('/choose/') ? apono.choose(asked, answer) : asked.url?.startsWith('/api/') ? apono.call(asked, answer) : callback(asked, answer);
      Promise.resolve(answered).catch((error: Error) => answer.writeHead(500).end(error.message));
    });
    return apono;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.listener.closeAllConnections();
    await new Promise((closed) => this.listener.close(closed));
  }

  count(event: string): number {
    return this.events.filter((one) => one === event).length;
  }

  /** Withdraws what a person has granted, as an administrator does. */
  async withdraw(accountId: string): Promise<void> {
    for (const grant of this.grants.filter((grant) => grant.accountId === accountId)) await grant.destroy();
  }
  private readonly grants: InstanceType<Provider['Grant']>[] = [];

  /** The page where people say who they are, without a password. */
  private async choose(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    if (asked.method === 'GET') {
      const buttons = [...this.tokens.keys()].map((id) => `<button name="person" value="${id}">${id}</button>`).join('');
      answer.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Sign in</title><link rel="icon" href="data:,"><form method="post">${buttons}</form>`);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk);
    const accountId = new URLSearchParams(Buffer.concat(chunks).toString()).get('person') ?? '';
    const { params } = await this.provider.interactionDetails(asked, answer);
    const grant = new this.provider.Grant({ accountId, clientId: String(params.client_id) });
    grant.addOIDCScope(String(params.scope));
    const grantId = await grant.save();
    this.grants.push(grant);
    await this.provider.interactionFinished(asked, answer, { login: { accountId }, consent: { grantId } });
  }

  /** A call of the API by whoever the token was made for. */
  private async call(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const token = await this.provider.AccessToken.find(asked.headers.authorization?.replace(/^Bearer /, '') ?? '');
    const personal = token?.accountId && this.tokens.get(token.accountId);
    if (!personal) {
      answer.writeHead(401, { 'content-type': 'application/json' }).end('{"message": "The token is not valid."}');
      return;
    }
    const headers = { ...asked.headers, authorization: `Bearer ${personal}` };
    const on = request(this.demo.address + asked.url, { method: asked.method, headers }, (theirs) => {
      answer.writeHead(theirs.statusCode ?? 502, theirs.headers);
      theirs.pipe(answer);
    });
    on.on('error', () => answer.destroy());
    asked.pipe(on);
  }
}
