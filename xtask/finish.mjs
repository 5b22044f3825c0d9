// Turns what Trunk built into what is served: smaller, every file named by its final content, compressed copies beside it.
// Usage: node xtask/finish.mjs FROM TO
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build, transform } from "esbuild";

// The features that rustc's output has. `--all-features` would write a module that Chromium refuses.
const features = ["bulk-memory", "bulk-memory-opt", "reference-types", "sign-ext", "mutable-globals", "nontrapping-float-to-int", "multivalue"];

// The browser and the tab's own code know these by name; the server lets browsers ask each time whether they changed.
const keepsItsName = new Set(["index.html", "icons.svg"]);

const [, , from, to] = process.argv;

const files = new Map(
  readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => [relative(from, path).split(sep).join("/"), readFileSync(path)]),
);
const take = (name) => {
  const content = files.get(name);
  files.delete(name);
  return content;
};

// One sheet in place of several, in their order.
const sheets = [...files.get("index.html").toString().matchAll(/<link rel="stylesheet" href="\/([^"]+)"[^>]*>/g)];
let html = take("index.html").toString();
files.set("tab.css", Buffer.concat(sheets.map(([, name]) => take(name))));
sheets.forEach(([link], index) => {
  html = html.replace(link, index === 0 ? '<link rel="stylesheet" href="/tab.css">' : "");
});

// What is named by others comes before those who name it.
const order = [".wasm", ".svg", ".css", ".js"];
const rank = (name) => order.indexOf(extname(name));
const renamed = new Map();
const finished = new Map();
for (const name of [...files.keys()].sort((a, b) => rank(a) - rank(b))) {
  const content = await smaller(name, files.get(name));
  // Files in folders are imported by their relative path and keep it.
  const finalName = name.includes("/") || keepsItsName.has(name) ? name : namedByContent(name, content);
  if (finalName !== name) renamed.set(name, finalName);
  finished.set(finalName, content);
}
finished.set("index.html", Buffer.from(withNewNames(html).replace(/>\s+</g, ">\n<").replace(/\n{2,}/g, "\n")));

// Loaded only inside a host, so it lies apart from what a first visit loads. The server lets browsers ask whether it changed.
const { outputFiles: [teams] } = await build({ entryPoints: ["src/host/teams.js"], bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none", write: false });
finished.set("host/teams.js", Buffer.from(teams.contents));

rmSync(to, { recursive: true, force: true });
await Promise.all([...finished].map(([name, content]) => write(name, content)));

async function smaller(name, content) {
  switch (extname(name)) {
    case ".wasm": {
      const [before, after] = [join(from, name), join(from, "optimised")];
      execFileSync("wasm-opt", ["-Oz", ...features.map((feature) => `--enable-${feature}`), before, "-o", after], { stdio: "inherit", shell: process.platform === "win32" });
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

/** `tab_bg.wasm` becomes `tab-0123456789abcdef_bg.wasm`; what Trunk had put in that place goes. */
function namedByContent(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const plain = name.replace(/-[0-9a-f]{16}(?=[._])/, "");
  return plain.replace(/(?=(_bg)?\.[a-z0-9]+$)/, `-${hash}`);
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
