import { goKind } from "../model/no-version.ts";
import type { Schema, SchemaSet } from "../model/schema.ts";
import { goTypeOf, structName } from "./go-type-name.ts";
import { isObject } from "./is-object.ts";
import { quantityLengthMax } from "./quantity.ts";

/**
 * What Go's decoder says of the first value that is not of its field's type; nothing when all are.
 * `schema` is that of a built-in type: those of custom resources are told by validation.
 */
export function decodeError(request: {
  schema: Schema;
  schemas: SchemaSet;
  value: unknown;
  /** As Go's conversion from a map says it, for what was no text: strategic merge patches. */
  converted?: boolean;
}): string | undefined {
  const { schema, schemas, value, converted = false } = request;
  const struct = structName(schema);
  return mismatch(value, schema, { schemas, struct, stack: [], field: "", converted });
}

interface Place {
  schemas: SchemaSet;
  /** The innermost struct and the fields on the way to the value. */
  struct: string;
  stack: readonly string[];
  /** `OwnerReference.uid` */
  field: string;
  converted: boolean;
}

function mismatch(value: unknown, of: Schema, place: Place): string | undefined {
  if (value === null || value === undefined) return undefined;
  const schema = place.schemas.resolve(of);
  if (schema.format === "quantity") return quantityError(value);
  if (schema.intOrString) return intOrStringError(value);
  if (schema.format === "date-time") return timeError(value, structName(of));
  if (schema.preserveUnknownFields) return undefined;
  const wrong = (what = goKind(value)) => {
    if (place.converted) return conversionError(value, schema, of, place);
    const type = goTypeOf(of, place.schemas, place.field);
    const where =
      place.stack.length === 0
        ? "Go value"
        : `Go struct field ${place.struct}.${place.stack.join(".")}`;
    return `json: cannot unmarshal ${what} into ${where} of type ${type}`;
  };
  switch (schema.type) {
    case "string":
      if (typeof value !== "string") return wrong();
      return schema.format === "byte" ? base64Error(value) : undefined;
    case "boolean":
      return typeof value === "boolean" ? undefined : wrong();
    case "integer":
      if (typeof value !== "number") return wrong();
      return fitsInteger(value, schema) ? undefined : wrong(`number ${value}`);
    case "number":
      return typeof value === "number" ? undefined : wrong();
    case "array": {
      const { items } = schema;
      if (!Array.isArray(value)) return wrong();
      if (!items) return undefined;
      return firstOf(value, (item) => mismatch(item, items, place));
    }
    default:
      break;
  }
  if (schema.type !== "object" && !schema.properties) return undefined;
  const { properties, additionalProperties } = schema;
  if (!properties && !additionalProperties) return undefined;
  if (!isObject(value)) return wrong();
  const struct = structName(of);
  return firstOf(Object.keys(value), (key) => {
    const each = value[key];
    const property = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property) {
      // Most values are such, and need no place to be told.
      if (typeof each === "string" && isPlainText(property)) return undefined;
      const stack = [...place.stack, key];
      return mismatch(each, property, { ...place, struct, stack, field: `${struct}.${key}` });
    }
    if (typeof additionalProperties !== "object") return undefined;
    return typeof each === "string" && isPlainText(additionalProperties)
      ? undefined
      : mismatch(each, additionalProperties, { ...place, field: "" });
  });
}

function isPlainText({ ref, type, format }: Schema): boolean {
  return ref === undefined && type === "string" && format === undefined;
}

function conversionError(value: unknown, schema: Schema, of: Schema, place: Place): string {
  const kind = kindOf(value);
  if (schema.type === "array" || schema.format === "byte")
    return `cannot restore slice from ${kind.short}`;
  if (schema.type === "object" && !schema.properties)
    return `cannot restore map from ${kind.short}`;
  if (schema.type === "object") return `cannot restore struct from: ${kind.short}`;
  // Go makes a text of a whole number, if a strange one; of anything else it knows no way.
  if (typeof value !== "number" || (kind.long === "float64" && schema.type === "string"))
    return `unrecognized type: ${goKindOf(schema)}`;
  if (schema.type === "boolean") return "unrecognized type: bool";
  return `cannot convert ${kind.long} to ${goTypeOf(of, place.schemas, place.field)}`;
}

function goKindOf({ type, format }: Schema): string {
  if (type === "boolean") return "bool";
  if (type === "string") return "string";
  return format ?? (type === "integer" ? "int64" : "float64");
}

function kindOf(value: unknown): { short: string; long: string } {
  if (Array.isArray(value)) return { short: "slice", long: "[]interface {}" };
  if (isObject(value)) return { short: "map", long: "map[string]interface {}" };
  const name =
    typeof value === "number"
      ? Number.isInteger(value)
        ? "int64"
        : "float64"
      : typeof value === "boolean"
        ? "bool"
        : typeof value;
  return { short: name, long: name };
}

function firstOf<T>(items: Iterable<T>, find: (item: T) => string | undefined) {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fitsInteger(value: number, { format }: Schema): boolean {
  if (!Number.isInteger(value)) return false;
  return format === "int32" ? value >= -(2 ** 31) && value < 2 ** 31 : Math.abs(value) <= 2 ** 63;
}

/** The server's own, written so that every digit has one place in it: long ones are read in a moment. */
const quantity = /^[+-]?[0-9.]+(?:[eEinumkKMGTP]+[-+]?[0-9]*|[-+][0-9]*)?$/;

function quantityError(value: unknown): string | undefined {
  const text = typeof value === "string" ? value.trim() : JSON.stringify(value);
  if (text === "" || (text.length <= quantityLengthMax && quantity.test(text))) return undefined;
  return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
}

function intOrStringError(value: unknown): string | undefined {
  if (typeof value === "string") return undefined;
  if (typeof value !== "number") {
    return `json: cannot unmarshal ${goKind(value)} into Go value of type int32`;
  }
  return fitsInteger(value, { format: "int32" })
    ? undefined
    : `json: cannot unmarshal number ${value} into Go value of type int32`;
}

function timeError(value: unknown, struct: string): string | undefined {
  if (typeof value !== "string") {
    return `json: cannot unmarshal ${goKind(value)} into Go value of type string`;
  }
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)) return undefined;
  const layout =
    struct === "MicroTime" ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
  const quoted = JSON.stringify(value);
  return `parsing time ${quoted} as "${layout}": cannot parse ${quoted} as "2006"`;
}

function base64Error(value: string): string | undefined {
  if (/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) return undefined;
  const bad = /[^A-Za-z0-9+/]/.exec(value)?.index ?? Math.floor(value.length / 4) * 4;
  return `illegal base64 data at input byte ${bad}`;
}
