import type { Schema, SchemaSet } from "../../model/schema.ts";
import { goTypeOf } from "../go-type-name.ts";
import { fieldsOf, type GoTypes } from "./go-types.ts";

/** Names what Go calls otherwise than its schema lets guess: `v1.ResourceList`, `types.UID`. */
export function addGoNames(schemas: Map<string, Schema>, types: GoTypes): void {
  const set: SchemaSet = {
    resolve: (schema) =>
      schema.ref === undefined ? schema : { ...schemas.get(schema.ref), ...schema },
  };
  for (const [name, schema] of schemas) {
    const own = name.slice(0, name.lastIndexOf(".") + 1);
    for (const field of fieldsOf(types, name)) {
      const property = schema.properties?.[field.name];
      if (property) nameParts(property, field.type.replace(/^\*/, ""), { own, set, types });
    }
  }
}

interface Naming {
  /** `io.k8s.api.core.v1.` */
  own: string;
  set: SchemaSet;
  types: GoTypes;
}

/** The inner parts first: what they are called may be all there is to say. */
function nameParts(schema: Schema, type: string, naming: Naming): void {
  const { items, additionalProperties: values } = schema;
  const made = madeOf(type, naming);
  const inner = /^(?:\[\]|map\[[^\]]*\])(.*)$/.exec(made.type)?.[1];
  const inside = { ...naming, own: made.own };
  if (inner !== undefined && items) nameParts(items, inner, inside);
  if (inner !== undefined && typeof values === "object") nameParts(values, inner, inside);
  const called = goName(type, naming.own);
  if (called !== goTypeOf(schema, naming.set)) schema.goType = called;
}

/** What a named type is of, and the package that is written in. */
function madeOf(type: string, { own, types }: Naming): { type: string; own: string } {
  const [name = "", alias] = type.split(".").reverse();
  const prefix = alias === undefined ? own : prefixOf(alias);
  const made = types.get(prefix + name);
  return typeof made === "string" ? { type: made, own: prefix } : { type, own };
}

function prefixOf(alias: string): string {
  return /^meta_?v1$/.test(alias) ? "io.k8s.apimachinery.pkg.apis.meta.v1." : "io.k8s.api.core.v1.";
}

function goName(type: string, own: string): string {
  const [, outer = "", inner] = /^(\*|\[\]|map\[string\])(.+)$/.exec(type) ?? [];
  if (inner !== undefined) return outer + goName(inner, own);
  const [, key, value] = /^map\[(\w[\w.]*)\](.+)$/.exec(type) ?? [];
  if (key !== undefined && value !== undefined)
    return `map[${goName(key, own)}]${goName(value, own)}`;
  if (type === "byte") return "uint8";
  if (type === "interface{}" || type === "any") return "interface {}";
  if (/^(string|bool|u?int\d*|float\d+)$/.test(type)) return type;
  const [name = "", alias] = type.split(".").reverse();
  const folder = alias ?? own.split(".").at(-2) ?? "";
  return `${/v\d+((alpha|beta)\d+)?$/.exec(folder)?.[0] ?? folder}.${name}`;
}
