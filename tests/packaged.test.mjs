// The one program that `cargo xtask package` makes hands out the tab by itself, exactly as with the folder of the build.
// PACKAGED names the program, TAB_DIST the folder.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

const { PACKAGED, TAB_DIST } = process.env;
assert.ok(PACKAGED && TAB_DIST, "PACKAGED and TAB_DIST are set");

// Nothing of the project is below: what the program hands out it has itself.
const empty = mkdtempSync(join(tmpdir(), "packaged-"));
const started = [];
let alone, beside;

async function start(name, ...flags) {
  const server = spawn(PACKAGED, ["--port", "0", "--data", join(empty, name), "--resources", "100", ...flags], {
    cwd: empty,
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push(server);
  for await (const line of createInterface({ input: server.stdout })) {
    const address = /^Listening on (\S+)$/.exec(line)?.[1];
    if (address) {
      server.stdout.resume();
      return address;
    }
  }
  throw new Error(`${PACKAGED} did not start.`);
}

before(async () => {
  alone = await start("alone");
  beside = await start("beside", "--dist", TAB_DIST);
});

after(async () => {
  for (const server of started) {
    const ended = once(server, "exit");
    server.kill();
    await ended;
  }
  rmSync(empty, { recursive: true });
});

async function answer(address, path, encoding) {
  const [answer] = await once(get(address + path, { headers: { accept: "text/html", "accept-encoding": encoding } }), "response");
  const chunks = [];
  for await (const chunk of answer) chunks.push(chunk);
  // What names this one call or moment differs in any case.
  const { date, "x-request-id": id, ...headers } = answer.headers;
  return { status: answer.statusCode, headers, body: Buffer.concat(chunks).toString("base64") };
}

const files = readdirSync(TAB_DIST, { recursive: true }).filter((file) => statSync(join(TAB_DIST, file)).isFile());
const paths = files.map((file) => `/${file.replaceAll("\\", "/")}`).filter((path) => !/\.(br|gz)$/.test(path));

test("each file comes with the same headers and the same bytes, compressed or not", async () => {
  assert.ok(paths.includes("/index.html") && paths.some((path) => path.endsWith(".wasm")), String(paths));
  for (const path of paths) {
    for (const encoding of ["br", "gzip", "identity"]) {
      const ours = await answer(alone, path, encoding);
      assert.equal(ours.status, 200, path);
      assert.deepEqual(ours, await answer(beside, path, encoding), `${path} as ${encoding}`);
    }
  }
  const wasm = paths.find((path) => path.endsWith(".wasm"));
  assert.equal((await answer(alone, wasm, "br")).headers["content-encoding"], "br");
});

test("every address of the tab gets its page", async () => {
  for (const path of ["/", "/new/resources", "/teams/requests/open"]) {
    const { status, headers } = await answer(alone, path, "br");
    assert.deepEqual([status, headers["content-type"]], [200, "text/html; charset=utf-8"], path);
  }
});
