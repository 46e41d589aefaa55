import { readFile, writeFile } from "node:fs/promises";
import { parseAllDocuments } from "yaml";

/**
 * `node harness/environments/reference/record-crds.ts FILE…` keeps Flux's CRDs for the model of its
 * controllers: what they serve, default and validate, without the descriptions.
 */
const files = process.argv.slice(2);
const crds: object[] = [];
for (const file of files) {
  for (const document of parseAllDocuments(await readFile(file, "utf8"))) {
    const crd = document.toJS();
    if (crd?.kind === "CustomResourceDefinition") crds.push(withoutDescriptions(crd));
  }
}
const place = new URL("data/flux-crds.json", import.meta.url);
const lines = crds.map((crd) => JSON.stringify(crd)).join(",\n");
await writeFile(place, `[\n${lines}\n]\n`);
console.log(`${crds.length} CRDs, ${lines.length} bytes`);

/** A field that is itself called `description` holds a schema, not a text. */
function withoutDescriptions<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutDescriptions) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, inner]) => key !== "description" || typeof inner !== "string",
  );
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutDescriptions(inner)])) as T;
}
