// What the product is made of is known and said: bill of materials, notices, and what each direct dependency is for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { notices, textsOf } from "./notices.mjs";
import { cargoMetadata, firstHand, parts, root } from "./parts.mjs";
import { SPEC, sbom } from "./sbom.mjs";

const metadata = cargoMetadata();
const all = parts(metadata);
const bill = sbom("0.1.0", all, firstHand(metadata, all));

const schemas = join(root, "node_modules/@cyclonedx/cyclonedx-library/res/schema");
const schema = (name) => JSON.parse(readFileSync(join(schemas, `${name}.SNAPSHOT.schema.json`), "utf8"));
const ajv = new Ajv({ strict: false, formats: { "idn-email": true, "iri-reference": true } });
addFormats(ajv);
ajv.addSchema(schema("spdx"), "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json");
ajv.addSchema(schema("jsf-0.82"), "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json");
ajv.addSchema(schema("cryptography-defs"), "http://cyclonedx.org/schema/cryptography-defs.SNAPSHOT.schema.json");
const valid = ajv.compile(schema(`bom-${SPEC}`));

test("the bill of materials is CycloneDX, and the check refuses what is not", () => {
  assert.ok(valid(bill), JSON.stringify(valid.errors));
  assert.ok(!valid({ ...bill, components: [{ name: "without a type" }] }));
});

test("the bill names everything that it says is needed, each thing once, with licence and hash", () => {
  const refs = bill.components.map((component) => component["bom-ref"]);
  assert.equal(new Set(refs).size, refs.length);
  for (const { ref, dependsOn } of bill.dependencies) {
    for (const needed of dependsOn) assert.ok(refs.includes(needed), `${ref} needs ${needed}`);
  }
  for (const { name, licenses, hashes } of bill.components) {
    assert.ok(licenses[0].expression, `${name} has a licence`);
    assert.ok(hashes?.length, `${name} has a hash`);
  }
});

test("the bill has what the tab, the server and hosts load, and nothing that only tests", () => {
  const names = all.map(({ ecosystem, name }) => `${ecosystem} ${name}`);
  for (const name of ["cargo leptos", "cargo axum", "cargo rusqlite", "cargo include_dir", "npm @microsoft/teams-js", "npm base64-js"]) assert.ok(names.includes(name), name);
  for (const name of ["cargo proptest", "cargo insta", "npm @playwright/test"]) assert.ok(!names.includes(name), name);
});

test("the notices hold a text for every part", () => {
  const document = notices(all);
  for (const part of all) {
    assert.ok(textsOf(part).length > 0, `${part.name} ${part.version} (${part.licence}) brings no text`);
    assert.ok(document.includes(`${part.name} ${part.version} (${part.licence})`), part.name);
  }
});

test("docs/dependencies.md says of each direct dependency what it is for, and of nothing else", () => {
  const document = readFileSync(join(root, "docs/dependencies.md"), "utf8");
  const rows = [...document.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)];
  const ours = new Set(metadata.packages.filter(({ source }) => source === null).map(({ name }) => name));
  const crates = metadata.packages.filter(({ source }) => source === null).flatMap(({ dependencies }) => dependencies.map(({ name }) => name));
  const { devDependencies, dependencies = {} } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const direct = [...crates.filter((name) => !ours.has(name)), ...Object.keys({ ...dependencies, ...devDependencies })];
  assert.deepEqual(rows.map(([, name]) => name).sort(), [...new Set(direct)].sort());
  for (const [, name, words] of rows) assert.ok(words.trim().length > 10, `${name} is explained`);
});
