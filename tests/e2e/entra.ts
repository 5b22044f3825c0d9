import { createHash, createPrivateKey, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RESULTS } from './places';

export const TENANT = '11111111-1111-4111-8111-111111111111';
export const CLIENT = '22222222-2222-4222-8222-222222222222';
/** Accounts in the hosts that are linked to a user from the beginning. */
export const DANA = '33333333-3333-4333-8333-333333333333';
export const INGRID = '55555555-5555-4555-8555-555555555555';
export const LINKED = { 'Dana Levi': DANA, 'Ingrid Solberg': INGRID };

const folder = `${RESULTS}/worlds/entra`;
const jwks = join(folder, 'jwks.json');
const secret = join(folder, 'key.pem');

/** What the server is told of the place where accounts live. */
export const ENTRA_FLAGS = ['--entra-client-id', CLIENT, '--entra-tenant', TENANT, '--entra-jwks', jwks];

const nowhere = 'http://127.0.0.1:9';
const app = ['--teams-app-id', '44444444-4444-4444-8444-444444444444', '--graph-client-secret', 'only-for-tests'];
/** A server that notifies people in Teams. One look after a person tells nothing, so nothing is sent. */
export const NOTIFYING = [...ENTRA_FLAGS, ...app, '--graph-url', nowhere, '--entra-login', nowhere, '--notify-every', '3600'];

const named = (key: KeyObject) => createHash('sha256').update(String(key.export({ format: 'jwk' }).n)).digest('hex').slice(0, 16);

/** Makes the key of this run's tests, which signs as Entra does. */
export function makeKey(): void {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  mkdirSync(folder, { recursive: true });
  writeFileSync(secret, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: named(publicKey), use: 'sig', alg: 'RS256' };
  writeFileSync(jwks, JSON.stringify({ keys: [key] }));
}

/** A token of Entra for an account; somebody's whom nobody knows without one. */
export function token(oid: string = randomUUID()): string {
  const key = createPrivateKey(readFileSync(secret));
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: CLIENT,
    iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + 3600,
    oid,
    tid: TENANT,
    preferred_username: 'somebody@northwind.example',
    scp: 'access_as_user',
    ver: '2.0',
  };
  const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: named(key) })}.${part(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}
