import { readFileSync } from "node:fs";
import type { Schema, SchemaSet } from "../model/schema.ts";

/** Schemas of built-in types by name, `io.k8s.api.core.v1.Pod`. */
export interface BuiltinSchemas extends SchemaSet {
  /** As it is written, its own references unfollowed. */
  type(name: string): Schema | undefined;
  names(): IterableIterator<string>;
}

/** The names of types that others than their own group need. */
export const objectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

let loaded: BuiltinSchemas | undefined;

/** Schemas of Kubernetes 1.34.4. Each is parsed when it is first asked for, so that a start costs little. */
export function builtinSchemas(): BuiltinSchemas {
  loaded ??= load();
  return loaded;
}

function load(): BuiltinSchemas {
  const text = readFileSync(new URL("./data/builtin-schemas.ndjson", import.meta.url), "utf8");
  const lines = new Map<string, string | Schema>();
  for (const line of text.split("\n"))
    if (line !== "") lines.set(line.slice(2, line.indexOf('"', 2)), line);
  const type = (name: string) => {
    const found = lines.get(name);
    if (typeof found !== "string") return found;
    const [, schema] = JSON.parse(found) as [string, Schema];
    lines.set(name, schema);
    return schema;
  };
  const resolved = new WeakMap<Schema, Schema>();
  const resolve = (schema: Schema): Schema => {
    if (schema.ref === undefined) return schema;
    const known = resolved.get(schema);
    if (known) return known;
    const target = type(schema.ref);
    if (target === undefined) throw new Error(`no built-in schema is named ${schema.ref}`);
    const { ref: _, ...beside } = schema;
    const whole =
      Object.keys(beside).length === 0 ? resolve(target) : { ...resolve(target), ...beside };
    resolved.set(schema, whole);
    return whole;
  };
  return { type, resolve, names: () => lines.keys() };
}
