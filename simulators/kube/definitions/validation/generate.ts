import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes data/internal-types.ndjson, a struct a line with its fields: what the API server makes of an
 * object before it judges it, and prints in messages.
 *
 *     node simulators/kube/definitions/validation/generate.ts …/k8s.io/kubernetes@v1.34.4
 */
function generate(module: string): void {
  const types = new Map<string, Type>();
  for (const group of ["core", "apps", "batch", "rbac", "policy", "networking"]) {
    const text = readFileSync(join(module, "pkg/apis", group, "types.go"), "utf8");
    readPackage(types, group, text);
  }
  const lines = [...reachable(types)].map((name) => JSON.stringify([name, types.get(name)]));
  const folder = new URL("./data/", import.meta.url);
  writeFileSync(new URL("internal-types.ndjson", folder), `${lines.sort().join("\n")}\n`);
  console.log(`${lines.length} types written`);
}

/** What messages print whole. */
const roots = [
  "core.PodTemplateSpec",
  "core.PersistentVolumeClaimSpec",
  "core.PersistentVolumeSource",
  "core.ServicePort",
  "apps.DeploymentStrategy",
  "apps.DaemonSetUpdateStrategy",
  "apps.StatefulSetUpdateStrategy",
  "batch.PodFailurePolicy",
  "batch.SuccessPolicy",
  "rbac.RoleRef",
  "policy.PodDisruptionBudgetSpec",
];

/** A struct's fields, `[name, type]` with an empty name where one is embedded; or what a name stands for. */
type Type = [name: string, type: string][] | string;

function readPackage(types: Map<string, Type>, group: string, text: string): void {
  const bare = text.replace(/^\s*\/\/.*$/gm, "").replace(/\s+\/\/.*$/gm, "");
  for (const [, name, body = ""] of bare.matchAll(/^type (\w+) struct \{\n(.*?)^\}/gms)) {
    const fields = [
      ...body.matchAll(/^\s*(?:([A-Z]\w*)[ \t]+)?([\w.*[\]{}]+)(?:\s*`[^`]*`)?\s*$/gm),
    ];
    types.set(
      `${group}.${name}`,
      fields.map(([, own = "", type = ""]) => [own, qualify(type, group)]),
    );
  }
  for (const [, name, type = ""] of bare.matchAll(/^type (\w+) (?!struct)(\S+)$/gm))
    types.set(`${group}.${name}`, qualify(type, group));
}

const builtin = /^(string|bool|u?int\d*|float\d+|byte|interface\{\}|error)$/;

function qualify(type: string, group: string): string {
  return type
    .replace(/\b(?:api|core)\./g, "core.")
    .replace(/(^|[\]*])(\w+)(?=$|\])/g, (whole, before: string, name: string) =>
      builtin.test(name) || name === "map" ? whole : `${before}${group}.${name}`,
    );
}

function reachable(types: Map<string, Type>): Set<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    const type = types.get(name);
    if (type === undefined || found.has(name)) return;
    found.add(name);
    for (const each of typeof type === "string" ? [type] : type.map(([, own]) => own))
      for (const [part] of each.matchAll(/\w+\.\w+/g)) visit(part);
  };
  for (const root of roots) visit(root);
  return found;
}

const module = process.argv[2];
if (module === undefined) throw new Error("usage: generate.ts FOLDER-OF-THE-KUBERNETES-MODULE");
generate(module);
