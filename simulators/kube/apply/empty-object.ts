import { noReferences, type Schema, type SchemaSet } from "../model/schema.ts";
import { isMap, type JsonMap, own } from "./json-value.ts";

/**
 * What a create request is compared with. A built-in object is a Go structure even when it is empty:
 * fields it always writes are there, so that nobody comes to own them as such. A custom one is nothing
 * but its kind.
 */
export function emptyObject(options: {
  schema: Schema | undefined;
  schemas: SchemaSet;
  object: JsonMap;
}): JsonMap {
  const { schema, schemas, object } = options;
  const { apiVersion, kind } = object;
  if (!schema || schemas === noReferences) return { apiVersion, kind };
  return { ...emptyStructure(schema, schemas, object), apiVersion, kind };
}

function emptyStructure(schema: Schema, schemas: SchemaSet, filled: JsonMap): JsonMap {
  const fields: [string, unknown][] = [];
  for (const [name, resolved] of fieldsOf(schemas.resolve(schema), schemas)) {
    const value = own(filled, name);
    // Null is written for what a structure has no value for, so it was there before.
    if (resolved.presence !== "always" && value !== null) continue;
    const isStructure = resolved.properties !== undefined && value !== null;
    const inside = isMap(value) ? value : {};
    fields.push([name, isStructure ? emptyStructure(resolved, schemas, inside) : zeroOf(resolved)]);
  }
  return Object.fromEntries(fields);
}

/** By the schema of the structure: nearly all of them are looked at again and again. */
const known = new WeakMap<Schema, [name: string, schema: Schema][]>();

function fieldsOf(schema: Schema, schemas: SchemaSet): [name: string, schema: Schema][] {
  let fields = known.get(schema);
  if (!fields) {
    fields = Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      schemas.resolve(property),
    ]);
    known.set(schema, fields);
  }
  return fields;
}

function zeroOf({ type, format }: Schema): unknown {
  if (type === "boolean") return false;
  if (type === "integer" || type === "number") return 0;
  return type === "string" && format === undefined ? "" : null;
}
