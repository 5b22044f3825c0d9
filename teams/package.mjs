// Writes the Teams app package, unless a check complains. `cargo xtask package` gives the values.
// Usage: node teams/package.mjs VALUES-AS-JSON TO
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { complaints, fill, pack, sources } from "./app.mjs";
import { preAuthorisedClients } from "./clients.mjs";

const [, , values, to] = process.argv;
const { icons, pages, ...sourced } = sources();
const [manifest, languages] = fill([sourced.template, sourced.languages], JSON.parse(values));
const zip = pack(manifest, languages, icons);
const wrong = complaints(manifest, languages, icons, pages, zip);
if (wrong.length > 0) {
  console.error(`No package was made:\n${wrong.map((line) => `  - ${line}`).join("\n")}`);
  process.exit(1);
}
mkdirSync(dirname(to), { recursive: true });
writeFileSync(to, zip);
console.log(`The package is ${to} (version ${manifest.version}).

In Entra the app registration must have (docs/deploy-teams.md, step 1):
  application ID URI    ${manifest.webApplicationInfo.resource}
  scope                 access_as_user
  authorised clients    ${preAuthorisedClients.map(({ id, program }) => `${id}  ${program}`).join("\n" + " ".repeat(24))}`);
