// Turns the compiled tab, index.html, style sheets and public files into what is served: smaller, every file named by its
// final content, compressed copies beside it. Each language but English has a folder for what is its own.
// Usage, in the root of the project: node xtask/finish.mjs COMPILED TO LANGUAGE
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build, transform } from "esbuild";

// The features that rustc's output has. `--all-features` would write a module that Chromium refuses.
const features = ["bulk-memory", "bulk-memory-opt", "reference-types", "sign-ext", "mutable-globals", "nontrapping-float-to-int", "multivalue"];

const [, , from, to, language] = process.argv;
const folder = language === "en" ? "" : `${language}/`;

const files = new Map();

// index.html names its parts for Trunk, which serves the tab while somebody works on it.
let html = readFileSync("index.html", "utf8").replace('<html lang="en"', `<html lang="${language}"`);
const sheets = [];
for (const [link, kind, name] of html.matchAll(/ *<link data-trunk rel="([a-z-]+)" href="([^"]+)"[^>]*>\n/g)) {
  if (kind === "css") sheets.push(readFileSync(name));
  if (kind === "copy-file") files.set(basename(name), readFileSync(name));
  html = html.replace(link, () => (kind === "inline" ? readFileSync(name, "utf8") : ""));
}
if (folder) translate(JSON.parse(readFileSync(`src/text/page.${language}.json`, "utf8")));
// One sheet in place of several, in their order.
files.set("tab.css", Buffer.concat(sheets));

// What comes after the first load lies apart from it. The script and the one that brings parts name each other, so they
// become one file.
const compiled = readdirSync(from);
for (const name of compiled.filter((name) => /^(split|chunk)_.*\.wasm$/.test(name))) files.set(`parts/${name}`, readFileSync(join(from, name)));
files.set("tab_bg.wasm", readFileSync(join(from, "tab_bg.wasm")));
quietly(join(from, "parts.js"));
const { outputFiles: [script] } = await build({ entryPoints: [join(from, "tab.js")], bundle: true, logOverride: { "duplicate-object-key": "silent" }, format: "esm", target: "es2022", legalComments: "none", write: false });
files.set("tab.js", Buffer.from(script.text.replaceAll("./split_", "./parts/split_").replaceAll("./chunk_", "./parts/chunk_")));
const parts = JSON.parse(readFileSync(join(from, "parts.json"), "utf8"));

const head = Object.entries(parts).map(([part, names]) => ` data-${part}="${names.map((name) => `/${folder}parts/${name}.wasm`).join(" ")}"`);
html = html.replace("</head>", `<link rel="stylesheet" href="/tab.css">
<script type="module" src="/${folder}start.js" data-js="/${folder}tab.js" data-wasm="/${folder}tab_bg.wasm"${head.join("")}></script>
<link rel="modulepreload" href="/${folder}tab.js">
<link rel="preload" href="/${folder}tab_bg.wasm" as="fetch" type="application/wasm" crossorigin>
</head>`);

// What is named by others comes before those who name it.
const order = [".wasm", ".svg", ".css", ".js"];
const rank = (name) => order.indexOf(extname(name));
const renamed = new Map();
const finished = new Map();
for (const name of [...files.keys()].sort((a, b) => rank(a) - rank(b))) {
  const content = await smaller(name, files.get(name));
  const finalName = namedByContent(name, content);
  renamed.set(name, finalName);
  finished.set(finalName, content);
}
finished.set("index.html", Buffer.from(withNewNames(html).replace(/>\s+</g, ">\n<").replace(/\n{2,}/g, "\n")));

// Loaded only inside a host, so it lies apart from what a first visit loads. The server lets browsers ask whether it changed.
const { outputFiles: [teams] } = await build({ entryPoints: ["src/host/teams.js"], bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none", write: false });
finished.set("host/teams.js", Buffer.from(teams.contents));

const ownName = /^(index\.html|start-.*|tab-.*\.(js|wasm)|parts\/.*)$/;
await Promise.all([...finished].map(([name, content]) => write(ownName.test(name) ? folder + name : name, content)));

/** Words of the page that stand before the tab runs; each stands there once, or the translation is of another page. */
function translate(words) {
  for (const [english, translated] of Object.entries(words)) {
    const start = files.get("start.js").toString();
    if (`${html}${start}`.split(english).length !== 2) throw new Error(`"${english}" does not stand once in index.html and start.js.`);
    html = html.replace(english, translated);
    files.set("start.js", Buffer.from(start.replace(english, translated)));
  }
}

/** The page itself says that a part did not come, so the script that brings it complains of nothing and leaves no promise alone. */
function quietly(path) {
  const script = readFileSync(path, "utf8");
  const quiet = script.replaceAll("const src = fetch(", "const src = begun(").replace("console.error(e);", "");
  if (!quiet.includes("begun(") || quiet.includes("console.error(e)")) throw new Error(`${path} is not the script that it was.`);
  writeFileSync(path, `${quiet}
function begun(url) {
  const answer = fetch(url);
  answer.catch(() => {});
  return answer;
}
`);
}

async function smaller(name, content) {
  switch (extname(name)) {
    case ".wasm": {
      const [before, after] = [join(from, basename(name)), join(from, "optimised")];
      const options = ["-Oz", "--quiet", ...features.map((feature) => `--enable-${feature}`)];
      const done = spawnSync("wasm-opt", [...options, before, "-o", after], { encoding: "utf8", stdio: ["ignore", "inherit", "pipe"], shell: process.platform === "win32" });
      // It does not know the names of labels that the compiler writes down, and leaves out all names anyway.
      process.stderr.write((done.stderr ?? "").replaceAll(/^warning: unknown name subsection .*\n/gm, ""));
      if (done.status !== 0) throw done.error ?? new Error(`wasm-opt failed (${done.status ?? done.signal}); what it said is above.`);
      return readFileSync(after);
    }
    case ".js": {
      // A module's own names may be shortened; those of a plain script are seen by others.
      const text = withNewNames(content.toString());
      const format = /^\s*(import|export)\b/m.test(text) ? "esm" : undefined;
      return Buffer.from((await transform(text, { loader: "js", format, minify: true, legalComments: "none" })).code);
    }
    case ".css":
      return Buffer.from((await transform(content.toString(), { loader: "css", minify: true, legalComments: "none" })).code);
    default:
      return content;
  }
}

/** `tab_bg.wasm` becomes `tab-0123456789abcdef_bg.wasm`. */
function namedByContent(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  return name.replace(/(?=(_bg)?\.[a-z0-9]+$)/, `-${hash}`);
}

function withNewNames(text) {
  return [...renamed].reduce((text, [old, name]) => text.replaceAll(old, name), text);
}

async function write(name, content) {
  const path = join(to, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } };
  const packed = { br: await promisify(brotliCompress)(content, brotli), gz: await promisify(gzip)(content, { level: 9 }) };
  for (const [ending, bytes] of Object.entries(packed)) {
    if (bytes.length < content.length) writeFileSync(`${path}.${ending}`, bytes);
  }
}
