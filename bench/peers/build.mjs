// Builds both peers for production into bench/peers/dist, with compressed copies beside each file as the tab has them.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build as bundle } from 'esbuild';
import { build as vite } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = (peer) => join(here, 'dist', peer);

await vite({ root: join(here, 'react-fluent'), logLevel: 'warn', build: { outDir: dist('react-fluent') } });
await vanilla();
for (const peer of ['react-fluent', 'vanilla']) compress(dist(peer));

async function vanilla() {
  const from = join(here, 'vanilla');
  const to = dist('vanilla');
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const { outputFiles } = await bundle({
    entryPoints: { main: join(from, 'src/main.ts'), page: join(from, 'page.css') },
    outdir: to,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    write: false,
  });
  let html = readFileSync(join(from, 'index.html'), 'utf8');
  for (const { path, contents } of outputFiles) {
    const name = path.slice(to.length + 1);
    const hash = createHash('sha256').update(contents).digest('hex').slice(0, 16);
    const hashed = name.replace('.', `-${hash}.`);
    html = html.replace(`/${name}`, `/${hashed}`);
    writeFileSync(join(to, hashed), contents);
  }
  writeFileSync(join(to, 'index.html'), html);
}

function compress(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } };
    const packed = { br: brotliCompressSync(content, brotli), gz: gzipSync(content, { level: 9 }) };
    for (const [ending, bytes] of Object.entries(packed))
      if (bytes.length < content.length) writeFileSync(`${path}.${ending}`, bytes);
  }
}
