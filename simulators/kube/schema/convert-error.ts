import { goKind } from "../model/no-version.ts";
import type { Schema, SchemaSet } from "../model/schema.ts";
import { base64Error, fitsInteger, quantityError, timeError } from "./decode-scalars.ts";
import { goTypeOf, structName } from "./go-type-name.ts";
import { isObject } from "./is-object.ts";

/**
 * What Go says of the first value that can't be converted to its type: of what was no text but a map
 * already, as strategic merge patches and applies leave it. Nothing when all can.
 */
export function convertError(request: {
  schema: Schema;
  schemas: SchemaSet;
  value: unknown;
}): string | undefined {
  return unfit(request.value, request.schema, request.schemas);
}

function unfit(value: unknown, of: Schema, schemas: SchemaSet): string | undefined {
  if (value === null || value === undefined) return undefined;
  const schema = schemas.resolve(of);
  if (schema.format === "quantity") return quantityError(value);
  if (schema.intOrString) {
    if (typeof value === "string") return undefined;
    const fits = typeof value === "number" && fitsInteger(value, "int32");
    return fits ? undefined : unreadable(value, "int32");
  }
  if (schema.format === "date-time")
    return typeof value === "string"
      ? timeError(value, structName(of))
      : unreadable(value, "string");
  if (schema.preserveUnknownFields) return undefined;
  switch (schema.type) {
    case "string":
      if (schema.format === "byte") return bytesError(value);
      return typeof value === "string" ? undefined : wrongScalar(value, of, schemas);
    case "boolean":
      return typeof value === "boolean" ? undefined : wrongScalar(value, of, schemas);
    case "integer":
    case "number":
      if (typeof value !== "number") return wrongScalar(value, of, schemas);
      if (schema.type === "number" || Number.isInteger(value)) return undefined;
      return `cannot convert float64 to ${goTypeOf(of, schemas)}`;
    case "array": {
      const { items } = schema;
      if (!Array.isArray(value)) return `cannot restore slice from ${kindOf(value)}`;
      return items && firstOf(value, (item) => unfit(item, items, schemas));
    }
    default:
      break;
  }
  const { properties, additionalProperties } = schema;
  if (!properties && !additionalProperties) return undefined;
  if (!isObject(value))
    return properties
      ? `cannot restore struct from: ${kindOf(value)}`
      : `cannot restore map from ${kindOf(value)}`;
  return firstOf(Object.keys(value), (key) => {
    const property = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property) return unfit(value[key], property, schemas);
    if (typeof additionalProperties !== "object") return undefined;
    return unfit(value[key], additionalProperties, schemas);
  });
}

function bytesError(value: unknown): string | undefined {
  if (typeof value === "string") {
    const told = base64Error(value);
    return told && `error decoding from json: ${told}`;
  }
  if (!Array.isArray(value)) return `cannot restore slice from ${kindOf(value)}`;
  return firstOf(value, (item) => {
    if (item === null) return undefined;
    if (typeof item !== "number") return "unrecognized type: uint8";
    return Number.isInteger(item) ? undefined : "cannot convert float64 to uint8";
  });
}

/** Go makes a text of a whole number, if a strange one; of anything else it knows no way. */
function wrongScalar(value: unknown, of: Schema, schemas: SchemaSet): string {
  const schema = schemas.resolve(of);
  const kind = kindOf(value);
  if (kind === "int64" && schema.type === "string")
    return `cannot convert int64 to ${goTypeOf(of, schemas)}`;
  return `unrecognized type: ${goKindOf(schema)}`;
}

function goKindOf({ type, format }: Schema): string {
  if (type === "boolean") return "bool";
  if (type === "string") return "string";
  return format ?? (type === "integer" ? "int64" : "float64");
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "slice";
  if (isObject(value)) return "map";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/** What reads itself reads a text of JSON here too. */
function unreadable(value: unknown, type: string): string {
  const number = typeof value === "number" && type === "int32" ? ` ${value}` : "";
  return `json: cannot unmarshal ${goKind(value)}${number} into Go value of type ${type}`;
}

function firstOf<T>(items: Iterable<T>, find: (item: T) => string | undefined) {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
