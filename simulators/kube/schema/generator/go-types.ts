import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Schema } from "../../model/schema.ts";

/** A field of a Go struct as its tag and type tell it. */
interface GoField {
  name: string;
  type: string;
  inline: boolean;
  omitEmpty: boolean;
  omitZero: boolean;
}

/** Go types by the name of their schema: a struct's fields, or what another type is made of. */
export type GoTypes = Map<string, GoField[] | string>;

/** Marks how Go writes each property that holds nothing. */
export function addPresence(schemas: Map<string, Schema>, types: GoTypes): void {
  for (const [name, schema] of schemas) {
    const prefix = name.slice(0, name.lastIndexOf(".") + 1);
    for (const field of fieldsOf(types, name)) {
      const property = schema.properties?.[field.name];
      const presence = property && presenceOf(field, (type) => types.get(prefix + type));
      if (presence) property.presence = presence;
    }
  }
}

function presenceOf(
  field: GoField,
  underlying: (type: string) => GoField[] | string | undefined,
): Schema["presence"] | undefined {
  // It has to be given, and an empty one is none.
  if (field.type === "*metav1.LabelSelector") return undefined;
  if (field.type.startsWith("*")) return field.omitEmpty ? undefined : "always";
  if (field.omitZero) return "nonzero";
  if (!field.omitEmpty) return "always";
  const made = underlying(field.type) ?? field.type;
  const basic = typeof made === "string" ? made : "struct";
  const known = underlying(basic) ?? basic;
  const scalar = /^(string\b|bool\b|u?int\d*$|float\d*$|byte$|\[\]|map\[|.*\.UID$|types\.|Uid)/;
  if (typeof known === "string" && (scalar.test(known) || borrowed.test(known))) return "nonzero";
  return "always";
}

/** Types of other packages that are strings or maps. */
const borrowed =
  /^v1\.(ResourceList|PodPhase|ConditionStatus|Protocol|NodeSelectorOperator|PersistentVolume(Mode|AccessMode|ReclaimPolicy)|ServiceProtocol|URIScheme|ResourceName|UncachedString)|^(metav1|meta_v1)\.(ConditionStatus|Verbs|LabelSelectorOperator|DeletionPropagation|ManagedFieldsOperationType|StatusReason)|^(core)?v1\.(Protocol|ConditionStatus|ResourceList)$/;

/** The fields of a struct, those of structs written into it too. */
export function fieldsOf(types: GoTypes, name: string): GoField[] {
  const fields = types.get(name);
  if (fields === undefined || typeof fields === "string") return [];
  const prefix = name.slice(0, name.lastIndexOf(".") + 1);
  return fields.flatMap((field) =>
    field.inline ? fieldsOf(types, prefix + field.type.replace(/^\*/, "")) : [field],
  );
}

/** Reads the packages beside the Kubernetes module that holds `swaggerFile`. */
export function readGoTypes(swaggerFile: string): GoTypes {
  const kubernetes = dirname(dirname(dirname(swaggerFile)));
  const release = /@v1\.(.*)$/.exec(basename(kubernetes))?.[1];
  if (release === undefined) throw new Error(`${kubernetes} names no release`);
  const module = (name: string) => join(dirname(kubernetes), `${name}@v0.${release}`);
  const types: GoTypes = new Map();
  const api = module("api");
  for (const group of folders(api))
    for (const version of folders(join(api, group)))
      readPackage(types, join(api, group, version), `io.k8s.api.${group}.${version}.`);
  const others: [string, string][] = [
    [`${module("apimachinery")}/pkg/apis/meta/v1`, "io.k8s.apimachinery.pkg.apis.meta.v1."],
    [
      `${module("apiextensions-apiserver")}/pkg/apis/apiextensions/v1`,
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.",
    ],
    [
      `${module("kube-aggregator")}/pkg/apis/apiregistration/v1`,
      "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.",
    ],
  ];
  for (const [folder, prefix] of others) readPackage(types, folder, prefix);
  return types;
}

function folders(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function readPackage(types: GoTypes, folder: string, prefix: string): void {
  const files = readdirSync(folder).filter((name) => /^types.*\.go$/.test(name));
  for (const file of files) {
    const text = readFileSync(join(folder, file), "utf8");
    for (const [, name, body] of text.matchAll(/^type (\w+) struct \{\n(.*?)^\}/gms))
      types.set(prefix + name, readFields(body ?? ""));
    for (const [, name, type] of text.matchAll(/^type (\w+) (?!struct)(\S+)$/gm))
      types.set(prefix + name, type ?? "");
  }
}

function readFields(body: string): GoField[] {
  return [...body.matchAll(/^\s*(?:(\w+)\s+)?(\S+)\s+`[^`\n]*json:"([^"]*)"/gm)].map(
    ([, , type = "", tag = ""]) => {
      const [name = "", ...options] = tag.split(",");
      return {
        name,
        type,
        inline: options.includes("inline") || name === "",
        omitEmpty: options.includes("omitempty"),
        omitZero: options.includes("omitzero"),
      };
    },
  );
}
