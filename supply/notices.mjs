// The notices that licences ask to hand on with the product: each text once, below the parts that have it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { licenceTexts, root } from "./parts.mjs";

/** The words of MIT, for parts that say to be under it and bring no text. */
const MIT = readFileSync(join(root, "LICENSE-MIT"), "utf8").replace(/^.*?(?=Permission is hereby granted)/s, "").trim();
const APACHE = readFileSync(join(root, "LICENSE-APACHE"), "utf8").trim();

/** What has to be handed on for a part: its own texts, or the words of the licence it names. */
export function textsOf(part) {
  const own = licenceTexts(part);
  if (own.length > 0) return own;
  if (/\bMIT\b/.test(part.licence)) {
    const who = part.authors.map((author) => author.replace(/ *<.*>/, "")).join(", ") || `the authors of ${part.name}`;
    return [`Copyright (c) ${who}\n\n${MIT}`];
  }
  if (/\bApache-2\.0\b/.test(part.licence)) return [APACHE];
  return [];
}

/** The whole document, in plain text. */
export function notices(parts) {
  const byText = new Map();
  for (const part of parts) {
    for (const text of textsOf(part)) byText.set(text, [...(byText.get(text) ?? []), part]);
  }
  const line = "-".repeat(80);
  const blocks = [...byText].map(([text, parts]) => {
    const names = parts.map(({ name, version, licence }) => `${name} ${version} (${licence})`);
    return `${line}\n${names.join("\n")}\n${line}\n\n${text}\n`;
  });
  return `Apono Access contains the work of others, under the licences below.\n\n${blocks.join("\n")}`;
}
