// Draws the icons of the Teams app: teams/NAME.svg becomes teams/NAME.png. `--check` writes nothing and fails when one is
// stale. The renderer is WebAssembly, so every machine draws the same bytes.
import { readFileSync, writeFileSync } from "node:fs";
import { Resvg, initWasm } from "@resvg/resvg-wasm";

const file = (name) => new URL(name, import.meta.url);
await initWasm(readFileSync(file("../node_modules/@resvg/resvg-wasm/index_bg.wasm")));

const check = process.argv.includes("--check");
for (const name of ["color", "color32x32", "outline"]) {
  const drawn = Buffer.from(new Resvg(readFileSync(file(`${name}.svg`), "utf8")).render().asPng());
  let before;
  try { before = readFileSync(file(`${name}.png`)); } catch { /* A missing file is a stale one. */ }
  if (before?.equals(drawn)) continue;
  if (check) {
    console.error(`teams/${name}.png is stale: run "node teams/icons.mjs".`);
    process.exitCode = 1;
  } else {
    writeFileSync(file(`${name}.png`), drawn);
    console.log(`teams/${name}.png: ${drawn.length} bytes`);
  }
}
