// What the demo answers to generated calls, of which most are nonsense, against the document that it gives of itself, and
// against Apono's own where the variable APONO_OPENAPI names it: no error of the server, and no success that the document does
// not describe. Refusals are free there: Apono's document describes none.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { APONO_OPENAPI, SCHEMATHESIS, TAB_SERVER = join(root, 'target/debug/server'), TEST_ALL } = process.env;
const BASE = '/api/client/v1';
/** What calls ask for; the same in each run. */
const SEED = '8';
const EFFORT = TEST_ALL ? ['--phases', 'examples,coverage,fuzzing', '--max-examples', '200'] : ['--phases', 'examples,fuzzing', '--max-examples', '10'];
const CHECKS = 'not_a_server_error,response_schema_conformance,response_headers_conformance,content_type_conformance';
/** Of our own document also: what it does not name is refused, and so is who has not signed in. */
const OWN = ',unsupported_method,ignored_auth';

const BODIES = {
  'access-request-templates': (there) => ({ name: 'Orders', type: 'IntegrationRequest', ...choice(there) }),
  'access-requests': form,
  'access-requests/dry-run': form,
  'justification-validation': form,
  'access-requests/{id}/request-again': () => ({ justification: 'Once more', custom_fields: { urgency: 'high' } }),
  'access-requests/{id}/favorite': () => ({ favorite: true }),
  'access-requests/{id}/approve': () => ({ justification: 'Known' }),
  'access-requests/{id}/reject': () => ({ justification: 'Not today' }),
};

test('the demo answers as its own document says', async () => {
  await withDemo(async (demo) => {
    const document = await demo.document();
    await conforms(demo, document, CHECKS + OWN);
  });
});

test("the demo answers as Apono's document says", { skip: !APONO_OPENAPI && 'the variable APONO_OPENAPI names no file' }, async () => {
  await withDemo(async (demo) => {
    const document = JSON.parse(readFileSync(APONO_OPENAPI, 'utf8'));
    const built = (await demo.document()).paths;
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const method of Object.keys(methods)) if (!built[path]?.[method]) delete methods[method];
      if (Object.keys(methods).length === 0) delete document.paths[path];
    }
    await conforms(demo, document, CHECKS);
  });
});

/** A server with data of its own, and the tokens of its people. */
async function withDemo(use) {
  const folder = mkdtempSync(join(tmpdir(), 'apono-schema-'));
  const server = spawn(TAB_SERVER, ['--port', '0', '--data', folder, '--resources', '2000'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    let address;
    const tokens = {};
    for await (const line of createInterface({ input: server.stdout })) {
      address ??= /^Listening on (\S+)$/.exec(line)?.[1];
      const [, person, token] = /^ {2}(\S+ \S+) +(\S{40,}) /.exec(line) ?? [];
      if (person) tokens[person] = token;
      if (line.includes('curl')) break;
    }
    server.stdout.resume();
    const document = async () => (await fetch(`${address}/openapi.json`)).json();
    await use({ folder, address, tokens, document });
  } finally {
    server.kill();
    await ended;
    rmSync(folder, { recursive: true });
  }
}

/** Runs the generated calls and looks at what they met. */
async function conforms(demo, document, checks) {
  await nameWhatThereIs(demo, document);
  const file = (name) => join(demo.folder, name);
  writeFileSync(file('document.json'), JSON.stringify(document));
  writeFileSync(file('schemathesis.toml'), configuration(demo));
  const args = ['--config-file', file('schemathesis.toml'), 'run', file('document.json'), '--url', demo.address];
  args.push('--checks', checks, '--seed', SEED, ...EFFORT, '--continue-on-failure', '--warnings', 'off');
  args.push('--report', 'har', '--report-har-path', file('calls.har'));
  const { code, output } = await run(SCHEMATHESIS, args, demo.folder);
  assert.equal(code, 0, output);

  const { entries } = JSON.parse(readFileSync(file('calls.har'), 'utf8')).log;
  const refused = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    const fits = new RegExp(`^${path.replaceAll(/\{[^}]*\}/g, '[^/]+')}$`);
    for (const method of Object.keys(methods).map((name) => name.toUpperCase())) {
      const calls = entries.filter(({ request }) => request.method === method && fits.test(new URL(request.url).pathname));
      if (!calls.some(({ response }) => response.status === 200)) refused.push(`${method} ${path}`);
    }
  }
  const operations = Object.values(document.paths).flatMap(Object.keys).length;
  console.log(`${entries.length} calls of ${operations} operations; always refused: ${refused.join(', ') || 'none'}.`);
  // A success that never comes has no shape to look at. What calls have done before decides about a few of them.
  assert.ok(refused.length <= operations / 8, `${refused.length} operations were always refused.`);
}

/** The engineer on call asks; who may decide decides. In a file, so that no token stands in the list of processes. */
function configuration({ tokens }) {
  const headers = (person) => `{ Authorization = "Bearer ${tokens[person]}" }`;
  const decides = ['approve', 'reject'].map((what) => `[[operations]]\ninclude-path = "${BASE}/access-requests/{id}/${what}"\nheaders = ${headers('Ingrid Solberg')}\n`);
  return `headers = ${headers('Dana Levi')}\n\n${decides.join('\n')}`;
}

function choice(there) {
  const one = (ids) => ids.slice(0, 1);
  return {
    filter_integration_ids: one(there.integrations),
    filter_resource_type_ids: one(there.types),
    filter_resource_ids: one(there.resources),
    filter_permission_ids: one(there.permissions),
  };
}

function form(there) {
  const nothing = Object.fromEntries(Object.keys(choice(there)).map((name) => [name, []]));
  const rest = { filter_bundle_ids: [], filter_resources: [], filter_access_unit_ids: there.units.slice(0, 1) };
  return { ...nothing, ...rest, justification: 'See why orders arrive twice, OPS-7', duration_in_sec: 3600, custom_fields: { urgency: 'low' } };
}

/**
 * Gives a document what the demo has: an example of each call, and real identifiers beside any other text where one stands.
 * Calls with random ones alone would end in 404. What the schemas admit stays the same.
 */
async function nameWhatThereIs(demo, document) {
  const there = await whatThereIs(demo);
  const names = [
    [/access.unit.ids?$/, there.units],
    [/integration.ids?$/, there.integrations],
    [/resource.type.ids?$/, there.types],
    [/resource.ids?$/, there.resources],
    [/permission.ids?$/, there.permissions],
    [/bundle.ids?$/, there.bundles],
    [/request.ids?$/, there['access-requests']],
    [/session.id$/, there['access-sessions']],
    [/(grantee|requestor).ids?$/, there.people],
    [/^key$/, ['requestor', 'grantee']],
    [/^scope$/, ['MyRequests']],
  ];
  const known = (name) => names.find(([pattern]) => pattern.test(name))?.[1];
  for (const [path, methods] of inOrder(Object.entries(document.paths))) {
    const below = path.slice(BASE.length + 1);
    for (const [method, operation] of Object.entries(methods)) {
      for (const parameter of operation.parameters ?? []) {
        const values = parameter.in === 'path' ? owners(there, below) : known(parameter.name);
        parameter.schema = among(parameter.schema, values);
        if (values?.length) parameter.example = parameter.schema.anyOf[0].type === 'array' ? values.slice(0, 1) : values[0];
      }
      const body = operation.requestBody?.content['application/json'];
      if (body) body.example = BODIES[method === 'put' ? below.replace('/{id}', '') : below](there);
    }
    // What is asked first stands first.
    delete document.paths[path];
    document.paths[path] = methods;
  }
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    if (!/^(Create|Save)/.test(name)) continue;
    for (const [field, of] of Object.entries(schema.properties ?? {})) schema.properties[field] = among(of, known(field));
  }
}

/** What ends something comes last: afterwards there is less to ask for. */
function inOrder(paths) {
  const ends = ([path]) => (/\/(revoke|reject)$/.test(path) ? 1 : 0);
  return paths.toSorted((one, other) => ends(one) - ends(other));
}

/** Identifiers for an address: of a task for who decides, otherwise of what the address begins with. */
function owners(there, below) {
  const [kind, , action] = below.split('/');
  if (action === 'approve') return there.tasks.slice(0, 1);
  if (action === 'reject') return there.tasks.slice(1);
  if (action === 'request-again') return there['access-requests'].toReversed();
  return there[kind];
}

/** A schema that admits what it admitted, and these values by name. */
function among(schema, values) {
  if (!values?.length || schema.anyOf) return schema;
  const one = { type: 'string', enum: [...new Set(values)] };
  const named = schema.type === 'array' ? { type: 'array', items: one, minItems: 1, maxItems: 3 } : one;
  return { anyOf: [named, schema] };
}

async function whatThereIs({ address, tokens }) {
  const list = async (path, person = 'Dana Levi') => {
    const answer = await fetch(`${address}${BASE}${path}`, { headers: { authorization: `Bearer ${tokens[person]}` } });
    assert.equal(answer.status, 200, path);
    return (await answer.json()).data;
  };
  const ids = (rows) => rows.slice(0, 20).map(({ id }) => id);
  const requests = await list('/access-requests?scope=MyRequests&include_autogrant=true&limit=50');
  // What is active comes first: it can be extended and ended. What has ended comes last: it can be asked for again.
  requests.sort((one, other) => (other.status.status === 'Active') - (one.status.status === 'Active'));
  const sessions = await list('/access-sessions');
  sessions.sort((one, other) => Boolean(other.credentials?.can_reset) - Boolean(one.credentials?.can_reset));
  const units = await list('/inventory/access-units?limit=8&search=staging');
  return {
    'access-requests': ids(requests),
    'access-groups': requests.flatMap((request) => ids(request.access_groups)).slice(0, 20),
    'access-sessions': ids(sessions),
    'access-request-templates': ids(await list('/access-request-templates')),
    tasks: ids(await list('/access-requests?scope=MyTasks', 'Ingrid Solberg')),
    units: ids(units),
    integrations: ids(units.map(({ resource }) => resource.integration)),
    types: ids(units.map(({ resource }) => resource.type)),
    resources: ids(units.map(({ resource }) => resource)),
    permissions: ids(units.map(({ permission }) => permission)),
    bundles: ids(await list('/inventory/bundles')),
    people: ids(await list('/inventory/grantees')),
  };
}

function run(program, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
