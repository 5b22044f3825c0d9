// Writes the bill of materials and the notices of the product. Usage: node supply/write.mjs FOLDER
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { notices } from "./notices.mjs";
import { cargoMetadata, firstHand, parts } from "./parts.mjs";
import { sbom } from "./sbom.mjs";

const [, , folder] = process.argv;
const metadata = cargoMetadata();
const all = parts(metadata);
const { version } = metadata.packages.find(({ name }) => name === "server");
mkdirSync(folder, { recursive: true });
const bill = join(folder, "sbom.cdx.json");
const words = join(folder, "third-party-notices.txt");
writeFileSync(bill, `${JSON.stringify(sbom(version, all, firstHand(metadata, all)), null, 2)}\n`);
writeFileSync(words, notices(all));
console.log(`What the product is made of, ${all.length} parts:\n  ${bill}\n  ${words}`);
