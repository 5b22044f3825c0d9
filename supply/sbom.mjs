// The bill of materials in CycloneDX 1.6. It has no time and no random number: the same sources give the same document.
export const SPEC = "1.6";

/** From the parts and the purls that the product needs at first hand. */
export function sbom(version, parts, firstHand) {
  const product = "apono-access";
  return {
    bomFormat: "CycloneDX",
    specVersion: SPEC,
    version: 1,
    metadata: {
      component: { type: "application", "bom-ref": product, name: product, version, licenses: [{ expression: "MIT OR Apache-2.0" }] },
    },
    components: parts.map(({ name, version, purl, licence, hash }) => ({
      type: "library",
      "bom-ref": purl,
      name,
      version,
      purl,
      licenses: [{ expression: licence }],
      ...(hash && { hashes: [hash] }),
    })),
    dependencies: [
      { ref: product, dependsOn: firstHand },
      ...parts.map(({ purl, needs }) => ({ ref: purl, dependsOn: [...new Set(needs)].sort() })),
    ],
  };
}
