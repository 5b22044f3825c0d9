// The app package as it is made, and each check on examples that are broken in one thing.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { strToU8, unzipSync, zipSync } from "fflate";
import { PNG } from "pngjs";
import { complaints, fill, pack, sources } from "./app.mjs";
import * as checks from "./checks.mjs";
import { preAuthorisedClients } from "./clients.mjs";

const values = {
  domain: "access.example.com",
  app_id: "11111111-2222-4333-8444-555555555555",
  entra_client_id: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
  app_version: "1.2.3",
  developer_name: "Example",
  website_url: "https://www.example.org",
  privacy_url: "https://access.example.com/privacy",
  terms_url: "https://access.example.com/terms",
  support_url: "https://access.example.com/support",
};
const { template, icons, pages, ...sourced } = sources();
const [good, languages] = fill([template, sourced.languages], values);

/** The good manifest after one change. */
const broken = (change) => {
  const manifest = structuredClone(good);
  change(manifest);
  return manifest;
};

/** The check accepts the good manifest, and of each broken one says something that fits. */
const refuses = (check, examples) => {
  assert.deepEqual(check(good), []);
  for (const [change, expected] of examples) {
    assert.match(check(broken(change)).join("\n"), expected, String(change));
  }
};

test("a package of good values passes every check", () => {
  assert.deepEqual(complaints(good, languages, icons, pages, pack(good, languages, icons)), []);
});

test("every check is asked before a package is written", () => {
  const wrong = broken((manifest) => {
    manifest.id = "1";
    manifest.version = "1";
    manifest.validDomains = ["other.example.com"];
    manifest.staticTabs[0].entityId = "home";
    manifest.icons.color = manifest.icons.outline;
    delete manifest.developer;
  });
  const said = complaints(wrong, {}, icons, pages, pack(wrong, {}, {})).join("\n");
  const parts = [
    /--app-id/,
    /--app-version/,
    /which validDomains does not name/,
    /must have required property 'developer'/,
    /resource must be/,
    /"home" is no page/,
    /icon color must be 192/,
    /color32x32.png is not at the root/,
    /de.json is missing/,
  ];
  for (const part of parts) assert.match(said, part);
});

test("the schema refuses what is missing, what it does not know, and another version of itself", () => {
  refuses(checks.againstSchema, [
    [(manifest) => delete manifest.developer.privacyUrl, /developer must have required property 'privacyUrl'/],
    [(manifest) => { manifest.surprise = 1; }, /The manifest must NOT have additional properties: surprise/],
    [(manifest) => { manifest.manifestVersion = "1.28"; }, /manifestVersion/],
    [(manifest) => { manifest.accentColor = "violet"; }, /accentColor/],
    [(manifest) => { manifest.defaultInstallScope = "everywhere"; }, /defaultInstallScope/],
    [(manifest) => { manifest.permissions = ["everything"]; }, /permissions/],
  ]);
});

test("the schema refuses what is longer than Teams shows", () => {
  refuses(checks.againstSchema, [
    [(manifest) => { manifest.name.short = "x".repeat(31); }, /name.short must NOT have more than 30/],
    [(manifest) => { manifest.name.full = "x".repeat(101); }, /name.full must NOT have more than 100/],
    [(manifest) => { manifest.description.short = "x".repeat(81); }, /description.short must NOT have more than 80/],
    [(manifest) => { manifest.description.full = "x".repeat(4_001); }, /description.full must NOT have more than 4000/],
    [(manifest) => { manifest.developer.name = "x".repeat(33); }, /developer.name must NOT have more than 32/],
    [(manifest) => { manifest.staticTabs[0].entityId = "x".repeat(65); }, /entityId must NOT have more than 64/],
    [(manifest) => { manifest.staticTabs[0].name = "x".repeat(129); }, /name must NOT have more than 128/],
  ]);
});

test("ids that are no GUIDs in lower case are refused", () => {
  refuses(checks.guids, [
    [(manifest) => { manifest.id = "apono"; }, /--app-id must be a GUID .* not "apono"/],
    [(manifest) => { manifest.id = `{${values.app_id}}`; }, /--app-id/],
    [(manifest) => { manifest.webApplicationInfo.id = values.entra_client_id.toUpperCase(); }, /--entra-client-id/],
    [(manifest) => { manifest.webApplicationInfo.id = values.entra_client_id.slice(1); }, /--entra-client-id/],
    [(manifest) => delete manifest.webApplicationInfo, /--entra-client-id/],
  ]);
});

test("a version that is not three numbers is refused", () => {
  refuses(checks.version, [
    [(manifest) => { manifest.version = "1.0"; }, /--app-version .* not "1.0"/],
    [(manifest) => { manifest.version = "v1.0.0"; }, /--app-version/],
    [(manifest) => { manifest.version = "01.0.0"; }, /--app-version/],
  ]);
});

test("a domain that is no host name is refused", () => {
  const examples = [
    "https://access.example.com",
    "access.example.com/teams",
    "access.example.com:8443",
    "localhost",
    "127.0.0.1",
    "*.example.com",
    "Access.example.com",
    "",
  ];
  for (const domain of examples) {
    assert.match(checks.domains(fill(template, { ...values, domain })).join("\n"), /--domain must be a host name/, domain);
  }
});

test("an address outside of the valid domains, or not https, is refused", () => {
  refuses(checks.domains, [
    [(manifest) => { manifest.staticTabs[0].contentUrl = "https://elsewhere.example.com/teams/requests"; }, /staticTabs.0.contentUrl leads to elsewhere/],
    [(manifest) => { manifest.staticTabs[3].websiteUrl = "https://access.example.com.evil.example/help"; }, /staticTabs.3.websiteUrl leads to/],
    [(manifest) => { manifest.staticTabs[1].contentUrl = "http://access.example.com/teams/access"; }, /staticTabs.1.contentUrl must have an address/],
    [(manifest) => { manifest.webApplicationInfo.resource = `api://elsewhere.example.com/${values.entra_client_id}`; }, /resource leads to elsewhere/],
    [(manifest) => { manifest.developer.privacyUrl = "http://access.example.com/privacy"; }, /developer.privacyUrl must have an address/],
    [(manifest) => { manifest.description.full += " http://access.example.com/more"; }, /description.full must have an address/],
    [(manifest) => { manifest.validDomains = []; }, /which validDomains does not name/],
  ]);
});

test("a resource for another client, another host or in another form is refused", () => {
  refuses(checks.client, [
    [(manifest) => { manifest.webApplicationInfo.id = values.app_id; }, /resource must be api:\/\/access.example.com\/11111111-/],
    [(manifest) => { manifest.webApplicationInfo.resource = `api://${values.entra_client_id}`; }, /resource must be/],
    [(manifest) => { manifest.webApplicationInfo.resource += "/"; }, /resource must be/],
    [(manifest) => delete manifest.webApplicationInfo, /resource must be/],
  ]);
});

test("a tab that is no page, leads to another page, or tells more than theme, language and place is refused", () => {
  refuses((manifest) => checks.tabs(manifest, pages), [
    [(manifest) => { manifest.staticTabs[0].entityId = "approvals"; }, /"approvals" is no page of src\/route.rs, which has requests, new, access, my-tasks, help/],
    [(manifest) => { manifest.staticTabs[0].entityId = "access"; }, /Two tabs have the entityId "access"/],
    [(manifest) => { manifest.staticTabs[0].contentUrl = manifest.staticTabs[1].contentUrl; }, /contentUrl of the tab "requests" must be/],
    [(manifest) => { manifest.staticTabs[0].contentUrl = manifest.staticTabs[0].websiteUrl; }, /contentUrl of the tab "requests" must be/],
    [(manifest) => { manifest.staticTabs[0].contentUrl += "&user={user.loginHint}"; }, /contentUrl of the tab "requests" must be/],
    [(manifest) => { manifest.staticTabs[1].websiteUrl = "https://access.example.com/teams/access"; }, /websiteUrl of the tab "access" must be/],
    [(manifest) => delete manifest.staticTabs[3].contentUrl, /contentUrl of the tab "help" must be/],
  ]);
});

test("the pages are read from the addresses that the tab knows", () => {
  assert.deepEqual(pages, ["requests", "new", "access", "my-tasks", "help"]);
  const source = `path.strip_prefix("/teams")\n  "" | "/one" | "/one/two" => a("/three"),\n  // "/four" => gone\n  "/five" => b,`;
  assert.deepEqual(checks.pagesIn(source), ["one", "five"]);
  assert.deepEqual(checks.pagesIn("no addresses"), []);
});

/** A picture whose pixels are what `pixel` says: red, green, blue, alpha. */
const picture = (width, height, pixel) => {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) png.data.set(pixel(x, y), (y * width + x) * 4);
  }
  return PNG.sync.write(png);
};
const clear = [0, 0, 0, 0];
const white = [255, 255, 255, 255];
const violet = [91, 95, 199, 255];

/** The icon of the product is accepted, and each example is refused in words that fit. */
const refusesIcons = (kind, examples) => {
  assert.deepEqual(checks.icon(kind, icons[template.icons[kind]]), []);
  for (const [bytes, expected] of examples) assert.match(checks.icon(kind, bytes).join("\n"), expected);
};

test("a colour icon of another size, with holes, or that is no PNG is refused", () => {
  refusesIcons("color", [
    [undefined, /color is missing or no PNG/],
    [Buffer.from("GIF89a"), /color is missing or no PNG/],
    [picture(191, 192, () => violet), /192×192 pixels, not 191×192/],
    [picture(192, 192, (x, y) => (x + y === 0 ? clear : violet)), /color must be filled to its edges/],
  ]);
});

test("an outline icon of another size, in colour, without ground, empty or with a margin is refused", () => {
  refusesIcons("outline", [
    [picture(48, 48, (x, y) => (x === y ? white : clear)), /32×32 pixels, not 48×48/],
    [picture(32, 32, (x, y) => (x === y ? violet : clear)), /outline must be white on a transparent ground/],
    [picture(32, 32, (x, y) => (x === y ? [255, 255, 254, 128] : clear)), /outline must be white/],
    [picture(32, 32, () => white), /outline must be white/],
    [picture(32, 32, () => clear), /outline must be white/],
    [picture(32, 32, (x, y) => (x === y && x > 0 ? white : clear)), /touching all four edges/],
  ]);
});

test("a small colour icon of another size or without ground is refused", () => {
  refusesIcons("color32x32", [
    [picture(32, 31, () => clear), /32×32 pixels, not 32×31/],
    [picture(32, 32, () => violet), /color32x32 must be a picture on a transparent ground/],
  ]);
});

test("a zip with files in a folder, with too few or too many, or that is none is refused", () => {
  const files = unzipSync(pack(good, languages, icons));
  assert.deepEqual(checks.archive(zipSync(files)), []);
  const inFolder = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`apono/${name}`, bytes]));
  const { "outline.png": _, ...withoutOutline } = files;
  const { "fr.json": __, ...withoutFrench } = files;
  const examples = [
    [zipSync(inFolder), /manifest.json is not at the root/],
    [zipSync(withoutOutline), /outline.png is not at the root/],
    [zipSync(withoutFrench), /fr.json is not at the root/],
    [zipSync({ ...files, "notes.txt": strToU8("for us only") }), /notes.txt does not belong/],
    [strToU8("no zip"), /is no zip file/],
  ];
  for (const [bytes, expected] of examples) assert.match(checks.archive(bytes).join("\n"), expected);
});

test("the zip has the same bytes each time, in any time zone", () => {
  const zone = process.env.TZ;
  const inZone = (name) => { process.env.TZ = name; return Buffer.from(pack(good, languages, icons)); };
  const [east, west] = [inZone("Pacific/Auckland"), inZone("America/Los_Angeles")];
  if (zone === undefined) delete process.env.TZ; else process.env.TZ = zone;
  assert.ok(east.equals(west));
  assert.deepEqual(Object.keys(unzipSync(east)), ["manifest.json", "de.json", "fr.json", "color.png", "outline.png", "color32x32.png"]);
});

test("a placeholder that nobody fills is an error and never part of a package", () => {
  const { support_url: _, ...few } = values;
  assert.throws(() => fill(template, few), /asks for {{support_url}}/);
  assert.doesNotMatch(JSON.stringify(good), /\{\{/);
});

test("values cannot add to the manifest", () => {
  const name = 'A "quoted", {{domain}} name';
  assert.equal(fill(template, { ...values, developer_name: name }).developer.name, name);
});

test("the command writes the package, or says what is wrong and writes nothing", () => {
  const folder = mkdtempSync(join(tmpdir(), "apono-package-"));
  const to = join(folder, "made", "apono-access.zip");
  const run = (given) => spawnSync(process.execPath, [fileURLToPath(new URL("package.mjs", import.meta.url)), JSON.stringify(given), to], { encoding: "utf8" });
  try {
    const refused = run({ ...values, domain: "localhost" });
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /No package was made:\n {2}- --domain must be a host name/);
    assert.ok(!existsSync(to));

    const made = run(values);
    assert.equal(made.status, 0, made.stderr);
    assert.ok(readFileSync(to).equals(Buffer.from(pack(good, languages, icons))));
    for (const { id } of preAuthorisedClients) assert.ok(made.stdout.includes(id));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the guide lists exactly the programs that may ask for a token, and they are seven different ones", () => {
  const guide = readFileSync(new URL("../docs/deploy-teams.md", import.meta.url), "utf8");
  const rows = [...guide.matchAll(/^ *\| `([0-9a-f-]{36})` \| (.+) \|$/gm)].map(([, id, program]) => ({ id, program }));
  assert.deepEqual(rows, preAuthorisedClients);
  assert.equal(new Set(rows.map(({ id }) => id)).size, 7);
  assert.equal(guide.match(/[0-9a-f]{8}-[0-9a-f-]{27}/gi).length, 7);
});

test("the app asks whom it is installed for, and nobody else, for leave to notify them", () => {
  assert.deepEqual(good.authorization.permissions.resourceSpecific, [
    { name: "TeamsActivity.Send.User", type: "Application" },
  ]);
  const tooLong = broken((manifest) => (manifest.activities.activityTypes[0].templateText = "x".repeat(129)));
  assert.match(checks.againstSchema(tooLong).join("\n"), /activities\.activityTypes\.0\.templateText/);
});

test("a text that a language lacks, that fills in something else, or that is no text of the manifest is refused", () => {
  const said = (change) => {
    const changed = structuredClone(languages);
    change(changed);
    return checks.translations(good, changed).join("\n");
  };
  assert.equal(said(() => {}), "");
  assert.match(said((all) => delete all["fr.json"]), /fr.json is missing/);
  assert.match(said((all) => { all["it.json"] = all["fr.json"]; }), /does not name it.json/);
  assert.match(said((all) => delete all["de.json"]["staticTabs[1].name"]), /de.json lacks staticTabs\[1\].name/);
  assert.match(said((all) => delete all["de.json"]["description.full"]), /de.json: It must have required property 'description.full'/);
  const granted = "activities.activityTypes[3].templateText";
  assert.match(said((all) => { all["fr.json"][granted] = "{ressource}"; }), /templateText of fr.json fills in other values/);
  assert.match(said((all) => { all["fr.json"][granted] = `{resource}${"x".repeat(128)}`; }), /fr.json: activities.* NOT have more than 128/);
  assert.match(said((all) => { all["de.json"]["staticTabs[7].name"] = "Mehr"; }), /is no text of the manifest/);
  assert.match(said((all) => { all["de.json"]["description.full"] += " http://example.com"; }), /begins with https/);
});
