import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Schema } from "../model/schema.ts";
import { convertDefinition, type SwaggerSchema } from "./generator/convert-definition.ts";
import { addGoNames } from "./generator/go-names.ts";
import { addPresence, readGoTypes } from "./generator/go-types.ts";
import { addDefaults } from "./generator/openapi-defaults.ts";

/**
 * Writes data/builtin-schemas.ndjson, one schema a line, from the sources of a Kubernetes release.
 *
 *     node simulators/kube/schema/generate.ts …/k8s.io/kubernetes@v1.34.4/api/openapi-spec/swagger.json
 *
 * The Swagger file knows no defaults: they are taken from `v3/` beside it. Neither says what Go
 * writes for a field that was not given, or calls its type; that is read from the struct tags of `api`, `apimachinery`,
 * `apiextensions-apiserver` and `kube-aggregator`, looked for beside the Kubernetes module.
 */
function generate(swaggerFile: string): void {
  const { definitions } = JSON.parse(readFileSync(swaggerFile, "utf8")) as {
    definitions: Record<string, SwaggerSchema>;
  };
  const schemas = new Map<string, Schema>();
  for (const name of reachable(definitions)) {
    const definition = definitions[name];
    if (definition) schemas.set(name, convertDefinition(name, definition));
  }
  addDefaults(schemas, join(dirname(swaggerFile), "v3"));
  const types = readGoTypes(swaggerFile);
  addPresence(schemas, types);
  addGoNames(schemas, types);
  // A port of zero is taken for none at all.
  const port = schemas.get("io.k8s.api.core.v1.ServicePort")?.properties?.targetPort;
  if (port) port.presence = "nonzero";
  const lines = [...schemas].map((entry) => JSON.stringify(entry));
  writeFileSync(
    new URL("./data/builtin-schemas.ndjson", import.meta.url),
    `${lines.sort().join("\n")}\n`,
  );
  console.log(`${lines.length} schemas written`);
}

/** Types that requests and answers carry beside the kinds of resources. */
const bodies = /\.(DeleteOptions|Status|Eviction|Scale|TokenRequest|Binding|WatchEvent)$/;

/** Versions that a server turned on by default serves, and none of their alphas and betas. */
const served = /\.v[12]\.[A-Za-z]+$/;

function reachable(definitions: Record<string, SwaggerSchema>): Set<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    for (const [, target] of JSON.stringify(definitions[name]).matchAll(
      /"#\/definitions\/([^"]+)"/g,
    ))
      if (target !== undefined) visit(target);
  };
  for (const [name, definition] of Object.entries(definitions)) {
    const kinds = definition["x-kubernetes-group-version-kind"];
    if (kinds && served.test(name) && (!name.endsWith("List") || name.endsWith(".v1.Status")))
      visit(name);
    if (bodies.test(name) && served.test(name)) visit(name);
  }
  return found;
}

const file = process.argv[2];
if (file === undefined) throw new Error("usage: generate.ts PATH-OF-swagger.json");
generate(file);
