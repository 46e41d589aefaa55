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
  for (const [name, property] of Object.entries(schemas.resolve(schema).properties ?? {})) {
    const value = own(filled, name);
    const resolved = schemas.resolve(property);
    // Null is written for what a structure has no value for, so it was there before.
    if (resolved.presence !== "always" && value !== null) continue;
    const isStructure = resolved.properties !== undefined && value !== null;
    const inside = isMap(value) ? value : {};
    fields.push([name, isStructure ? emptyStructure(resolved, schemas, inside) : zeroOf(resolved)]);
  }
  return Object.fromEntries(fields);
}

function zeroOf({ type, format }: Schema): unknown {
  if (type === "boolean") return false;
  if (type === "integer" || type === "number") return 0;
  return type === "string" && format === undefined ? "" : null;
}
