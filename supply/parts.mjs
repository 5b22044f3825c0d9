// What the product is made of: the crates and npm packages whose code or pictures reach its users. What only builds or
// tests is no part, so crates that are needed for build scripts and tests alone are left out. Crates count for every
// system that the server can be built for, and procedural macros with what they stand in.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const read = (name) => readFileSync(join(root, name), "utf8");

/** The packages of ours that are handed out. */
const OURS = ["apono-tab", "server"];
/** The npm packages of which something is handed out: code inside hosts, pictures, colours. */
const SHIPPED = ["@fluentui/svg-icons", "@fluentui/tokens", "@microsoft/teams-js"];

/** What cargo says about the workspace and every crate in its lock file. */
export function cargoMetadata() {
  // With what only the packaged server has.
  const args = ["metadata", "--format-version", "1", "--locked", "--features", "server/embedded-tab"];
  return JSON.parse(execFileSync("cargo", args, { cwd: root, maxBuffer: 1 << 28, encoding: "utf8" }));
}

/** `{ ecosystem, name, version, licence, authors, folder, hash: { alg, content } | undefined, purl, needs: [purl] }` each. */
export function parts(metadata = cargoMetadata()) {
  return [...crates(metadata), ...npmPackages()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
}

/** What the product needs at first hand, as purls. */
export function firstHand(metadata, all) {
  const ours = metadata.packages.filter(({ name }) => OURS.includes(name)).map(({ id }) => id);
  const byCargo = ours.flatMap((id) => needs(metadata, id)).map((id) => purlOfCrate(packageOf(metadata, id)));
  const byNpm = all.filter(({ ecosystem, name }) => ecosystem === "npm" && SHIPPED.includes(name)).map(({ purl }) => purl);
  const known = new Set(all.map(({ purl }) => purl));
  return [...new Set([...byCargo, ...byNpm])].filter((purl) => known.has(purl)).sort();
}

const packageOf = (metadata, id) => metadata.packages.find((one) => one.id === id);
const purlOfCrate = ({ name, version }) => `pkg:cargo/${name}@${version}`;

/** The crates that a crate needs at run time. */
function needs(metadata, id) {
  const { deps } = metadata.resolve.nodes.find((node) => node.id === id);
  return deps.filter(({ dep_kinds }) => dep_kinds.some(({ kind }) => kind === null)).map(({ pkg }) => pkg);
}

function crates(metadata) {
  const sums = new Map(
    read("Cargo.lock")
      .split("[[package]]")
      .map((text) => ["name", "version", "checksum"].map((key) => RegExp(`^${key} = "(.*)"$`, "m").exec(text)?.[1]))
      .map(([name, version, sum]) => [`${name}@${version}`, sum]),
  );
  const seen = new Set();
  const follow = (id) => {
    if (seen.has(id)) return;
    seen.add(id);
    needs(metadata, id).forEach(follow);
  };
  metadata.packages.filter(({ name }) => OURS.includes(name)).forEach(({ id }) => follow(id));
  return [...seen]
    .map((id) => packageOf(metadata, id))
    .filter(({ source }) => source !== null)
    .map((one) => {
      const sum = sums.get(`${one.name}@${one.version}`);
      return {
        ecosystem: "cargo",
        name: one.name,
        version: one.version,
        // Older crates write a slash where SPDX has OR.
        licence: one.license?.replaceAll("/", " OR "),
        authors: one.authors,
        folder: dirname(one.manifest_path),
        hash: sum && { alg: "SHA-256", content: sum },
        purl: purlOfCrate(one),
        needs: needs(metadata, one.id).map((id) => purlOfCrate(packageOf(metadata, id))),
      };
    });
}

function npmPackages() {
  const { packages } = JSON.parse(read("package-lock.json"));
  const seen = new Set();
  const follow = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    Object.keys(packages[`node_modules/${name}`].dependencies ?? {}).forEach(follow);
  };
  SHIPPED.forEach(follow);
  const purl = (name) => `pkg:npm/${name.replace("@", "%40")}@${packages[`node_modules/${name}`].version}`;
  return [...seen].map((name) => {
    const { version, license, integrity, dependencies } = packages[`node_modules/${name}`];
    const [alg, sum] = integrity.split("-");
    return {
      ecosystem: "npm",
      name,
      version,
      licence: license,
      authors: [],
      folder: join(root, "node_modules", name),
      hash: { alg: alg.replace("sha", "SHA-"), content: Buffer.from(sum, "base64").toString("hex") },
      purl: purl(name),
      needs: Object.keys(dependencies ?? {}).map(purl),
    };
  });
}

/** The licence texts and notices that lie in the folder of a part. */
export function licenceTexts({ folder }) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice|unlicense|copyright)/i.test(entry.name))
    .map(({ name }) => readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n").trim())
    .sort();
}
