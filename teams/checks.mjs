// What must be true of the package. Each check is a pure function that returns its complaints, one sentence each, and none
// when all is well.
import { readFileSync } from "node:fs";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { unzipSync } from "fflate";
import { PNG } from "pngjs";

const SCHEMAS = "../node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.29";

/** What the tab reads from its address; anything more would put personal data into addresses and logs. */
const PLACEHOLDERS = "?theme={app.theme}&locale={app.locale}&subPageId={page.subPageId}";

/** A tab that Teams itself fills with what the manifest says about the app. */
const ABOUT = "about";

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HOST = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[^.]*[a-z])[a-z0-9-]{2,63}$/;

// Patterns of Microsoft's schemas are none of Unicode.
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats(ajv);
const compiled = (name) => ajv.compile(JSON.parse(readFileSync(new URL(`${SCHEMAS}/${name}`, import.meta.url), "utf8")));
const fitsSchema = compiled("MicrosoftTeams.schema.json");
const fitsTextSchema = compiled("MicrosoftTeams.Localization.schema.json");

/** Microsoft's schema of manifests, version 1.29, read from the npm package and never from the network. */
export function againstSchema(manifest) {
  return fitsSchema(manifest) ? [] : said(fitsSchema.errors, "The manifest");
}

/** What a schema says about `whole`. */
function said(errors, whole) {
  return errors.map(({ instancePath, message, params }) => {
    const place = instancePath.slice(1).replaceAll("/", ".") || whole;
    return `${place} ${message}${params.additionalProperty ? `: ${params.additionalProperty}` : ""}.`;
  });
}

/**
 * Every text that people read is there in each language that the manifest names, by the place it takes in the manifest, and
 * has the same values to be filled in. Links in them only need https, as those of the manifest's description.
 */
export function translations(manifest, languages) {
  const named = (manifest.localizationInfo?.additionalLanguages ?? []).map(({ file }) => file);
  const unnamed = Object.keys(languages).filter((file) => !named.includes(file));
  const wanted = readable(manifest);
  return [
    ...unnamed.map((file) => `The manifest does not name ${file}.`),
    ...named.flatMap((file) => (languages[file] ? translation(file, languages[file], wanted) : [`${file} is missing.`])),
  ];
}

/** What is wrong with the texts of one language; `wanted` holds those of the manifest by their places. */
function translation(file, language, wanted) {
  const { $schema: _, ...places } = language;
  const links = [...texts(places)].flatMap(linksIn).filter(([, link]) => !/^https:/i.test(link));
  const complaints = [...wanted].flatMap(([place, english]) => {
    if (typeof places[place] !== "string") return [`${file} lacks ${place}.`];
    return filledIn(places[place]) === filledIn(english) ? [] : [`${place} of ${file} fills in other values.`];
  });
  const strange = Object.keys(places).filter((place) => !wanted.has(place));
  return [
    ...(fitsTextSchema(language) ? [] : said(fitsTextSchema.errors, "It").map((line) => `${file}: ${line}`)),
    ...complaints,
    ...strange.map((place) => `${place} of ${file} is no text of the manifest.`),
    ...links.map(([place]) => `${place} of ${file} must have an address that begins with https://.`),
  ];
}

/** The texts of the manifest that people read, by the names that files of other languages have for them. */
function readable(manifest) {
  const texts = new Map();
  for (const part of ["name", "description"]) {
    for (const [length, text] of Object.entries(manifest[part] ?? {})) texts.set(`${part}.${length}`, text);
  }
  (manifest.staticTabs ?? []).forEach(({ name }, at) => name && texts.set(`staticTabs[${at}].name`, name));
  (manifest.activities?.activityTypes ?? []).forEach(({ description, templateText }, at) => {
    texts.set(`activities.activityTypes[${at}].description`, description);
    texts.set(`activities.activityTypes[${at}].templateText`, templateText);
  });
  return texts;
}

/** The links in a text, each with the text's place. */
const linksIn = ([place, text]) => (text.match(/[a-z]+:\/\/\S*/gi) ?? []).map((link) => [place, link]);

const filledIn = (text) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort().join();

/** Ids of Teams and Entra are GUIDs; in lower case, since tokens are compared letter by letter. */
export function guids(manifest) {
  const ids = { "--app-id": manifest.id, "--entra-client-id": manifest.webApplicationInfo?.id };
  return Object.entries(ids)
    .filter(([, id]) => !GUID.test(id))
    .map(([flag, id]) => `${flag} must be a GUID such as 01234567-89ab-cdef-0123-456789abcdef, not "${id}".`);
}

/** Three numbers, so that Teams can tell which of two packages is newer. */
export function version(manifest) {
  const good = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(manifest.version);
  return good ? [] : [`--app-version must be three numbers such as 1.0.0, not "${manifest.version}".`];
}

/** Every host that the app loads is one that Teams lets it load. Links about the developer and in the description open in
 * a browser and only need https. */
export function domains(manifest) {
  const valid = manifest.validDomains ?? [];
  const strange = valid.filter((domain) => !HOST.test(domain));
  if (strange.length > 0) {
    const given = strange.join('", "');
    return [`--domain must be a host name such as access.example.com, without https:// or a path, not "${given}".`];
  }
  const complaints = [];
  const links = [...texts(manifest)].flatMap(linksIn);
  for (const [place, link] of links) {
    if (place === "$schema") continue;
    const url = URL.canParse(link) ? new URL(link) : undefined;
    const scheme = place === "webApplicationInfo.resource" ? "api:" : "https:";
    if (url?.protocol !== scheme || !url.host) {
      complaints.push(`${place} must have an address that begins with ${scheme}//, not "${link}".`);
    } else if (!/^(developer|description)\./.test(place) && !valid.includes(url.host)) {
      complaints.push(`${place} leads to ${url.host}, which validDomains does not name.`);
    }
  }
  return complaints;
}

/** The token that Teams asks for is one for this app: the resource ends with the id of the client. */
export function client(manifest) {
  const { id, resource } = manifest.webApplicationInfo ?? {};
  const wanted = `api://${manifest.validDomains?.[0]}/${id}`;
  return resource === wanted ? [] : [`webApplicationInfo.resource must be ${wanted}, not ${resource}.`];
}

/** Each tab leads to the page of the tab that has its name, in Teams and in a browser. */
export function tabs(manifest, pages) {
  const complaints = [];
  const seen = new Set();
  for (const { entityId, contentUrl, websiteUrl } of manifest.staticTabs ?? []) {
    if (seen.has(entityId)) complaints.push(`Two tabs have the entityId "${entityId}".`);
    seen.add(entityId);
    if (entityId === ABOUT) continue;
    if (!pages.includes(entityId)) {
      complaints.push(`The entityId "${entityId}" is no page of src/route.rs, which has ${pages.join(", ") || "none"}.`);
    }
    const origin = `https://${manifest.validDomains?.[0]}`;
    const wanted = { contentUrl: `${origin}/teams/${entityId}${PLACEHOLDERS}`, websiteUrl: `${origin}/${entityId}` };
    for (const [name, url] of Object.entries({ contentUrl, websiteUrl })) {
      if (url !== wanted[name]) complaints.push(`${name} of the tab "${entityId}" must be ${wanted[name]}, not ${url}.`);
    }
  }
  return complaints;
}

/** The pages that the tab knows: the first words of the addresses in the source of its routes. */
export function pagesIn(source) {
  const arms = source.match(/^\s*"[^"\n]*"(\s*\|\s*"[^"\n]*")*\s*=>/gm) ?? [];
  return [...new Set(arms.flatMap((arm) => [...arm.matchAll(/"\/([a-z-]+)/g)].map(([, name]) => name)))];
}

/** Sizes and pixels as Teams wants them: it cuts the corners of the large icon by itself, and colours the outline. */
const ICONS = {
  color: {
    size: 192,
    wanted: "filled to its edges, with no transparent pixel",
    isGood: (pixels) => pixels.every(([, , , alpha]) => alpha === 255),
  },
  outline: {
    size: 32,
    wanted: "white on a transparent ground and touching all four edges",
    isGood: (pixels, size) =>
      pixels.every(([red, green, blue, alpha]) => alpha === 0 || (red === 255 && green === 255 && blue === 255)) &&
      hasGround(pixels) && touchesEdges(pixels, size),
  },
  color32x32: { size: 32, wanted: "a picture on a transparent ground", isGood: (pixels) => hasGround(pixels) },
};

/** The names that icons have in the manifest. */
export const iconKinds = Object.keys(ICONS);

/** One icon: `kind` is its name in the manifest, `bytes` the file. */
export function icon(kind, bytes) {
  const { size, wanted, isGood } = ICONS[kind];
  let picture;
  try { picture = PNG.sync.read(Buffer.from(bytes ?? [])); } catch { return [`The icon ${kind} is missing or no PNG.`]; }
  if (picture.width !== size || picture.height !== size) {
    return [`The icon ${kind} must be ${size}×${size} pixels, not ${picture.width}×${picture.height}.`];
  }
  const pixels = Array.from({ length: size * size }, (_, index) => picture.data.subarray(index * 4, index * 4 + 4));
  return isGood(pixels, size) ? [] : [`The icon ${kind} must be ${wanted}.`];
}

/** Something is drawn, and something is not. */
function hasGround(pixels) {
  return pixels.some(([, , , alpha]) => alpha === 255) && pixels.some(([, , , alpha]) => alpha === 0);
}

function touchesEdges(pixels, size) {
  const drawn = (line) => line.some(([, , , alpha]) => alpha > 0);
  const column = (x) => pixels.filter((_, index) => index % size === x);
  return [pixels.slice(0, size), pixels.slice(-size), column(0), column(size - 1)].every(drawn);
}

/** The manifest, its other languages and its icons lie at the root of the zip, and nothing else does. */
export function archive(bytes) {
  let files;
  try { files = unzipSync(bytes); } catch { return ["The package is no zip file."]; }
  if (!files["manifest.json"]) return ["manifest.json is not at the root of the package."];
  const { icons, localizationInfo } = JSON.parse(Buffer.from(files["manifest.json"]).toString());
  const languages = (localizationInfo?.additionalLanguages ?? []).map(({ file }) => file);
  const wanted = ["manifest.json", ...languages, ...Object.values(icons)];
  const missing = wanted.filter((name) => !files[name]);
  const strange = Object.keys(files).filter((name) => !wanted.includes(name));
  return [
    ...missing.map((name) => `${name} is not at the root of the package.`),
    ...strange.map((name) => `${name} does not belong into the package.`),
  ];
}

/** All texts of a JSON value, each with its place: `staticTabs.0.contentUrl`. */
function* texts(value, place = "") {
  if (typeof value === "string") yield [place, value];
  if (value === null || typeof value !== "object") return;
  for (const [name, part] of Object.entries(value)) yield* texts(part, place ? `${place}.${name}` : name);
}
