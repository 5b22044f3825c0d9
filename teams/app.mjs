// The Teams app package: fills the manifest, checks everything, makes the zip.
import { readFileSync } from "node:fs";
import { zipSync } from "fflate";
import * as checks from "./checks.mjs";

/** Everything that a package is made from, but for the values of one organisation. */
export function sources() {
  const read = (name) => readFileSync(new URL(name, import.meta.url));
  const template = JSON.parse(read("manifest.json").toString());
  const icons = Object.fromEntries(Object.values(template.icons).map((name) => [name, read(name)]));
  const languages = Object.fromEntries(
    template.localizationInfo.additionalLanguages.map(({ file }) => [file, JSON.parse(read(file).toString())]),
  );
  return { template, languages, icons, pages: checks.pagesIn(read("../src/route.rs").toString()) };
}

/** The template with `{{name}}` replaced by the value of that name. */
export function fill(template, values) {
  if (typeof template === "string") {
    return template.replace(/\{\{(\w+)\}\}/g, (_, name) => {
      if (!Object.hasOwn(values, name)) throw new Error(`A text of the app package asks for {{${name}}}, which nobody gives.`);
      return values[name];
    });
  }
  if (Array.isArray(template)) return template.map((part) => fill(part, values));
  if (template === null || typeof template !== "object") return template;
  return Object.fromEntries(Object.entries(template).map(([name, part]) => [name, fill(part, values)]));
}

/** What the checks say about a manifest, its texts in other languages by file, its icons, and the zip made of all. */
export function complaints(manifest, languages, icons, pages, zip) {
  return [
    ...checks.guids(manifest),
    ...checks.version(manifest),
    ...checks.domains(manifest),
    ...checks.againstSchema(manifest),
    ...checks.client(manifest),
    ...checks.tabs(manifest, pages),
    ...checks.translations(manifest, languages),
    ...checks.iconKinds.flatMap((kind) => checks.icon(kind, icons[manifest.icons[kind]])),
    ...checks.archive(zip),
  ];
}

/** The zip. The same files give the same bytes: order and time are fixed, and the compressor is the locked one from npm. */
export function pack(manifest, languages, icons) {
  const text = (value) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
  const translated = Object.entries(languages).map(([file, texts]) => [file, text(texts)]);
  const files = { "manifest.json": text(manifest), ...Object.fromEntries(translated), ...icons };
  // The zip format keeps local times; this one is made of local parts, so it is the same in every time zone.
  return zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) });
}
