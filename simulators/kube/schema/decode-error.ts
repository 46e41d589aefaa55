import { goKind } from "../model/no-version.ts";
import type { Schema, SchemaSet } from "../model/schema.ts";
import { base64Error, fitsInteger, quantityError, timeError } from "./decode-scalars.ts";
import { goTypeOf, structName } from "./go-type-name.ts";
import { isObject } from "./is-object.ts";

/**
 * What Go's decoder says of a value that is not of its type; nothing when all are. A value that reads
 * itself (a time, a quantity) ends the decoding where it can't; of all others the first one is told in
 * the end. `schema` is that of a built-in type: those of custom resources are told by validation.
 */
export function decodeError(request: {
  schema: Schema;
  schemas: SchemaSet;
  value: unknown;
}): string | undefined {
  const { schema, schemas, value } = request;
  const saved: string[] = [];
  const place = { schemas, struct: structName(schema), stack: [], saved };
  return readingError(value, schema, place) ?? saved[0];
}

interface Place {
  schemas: SchemaSet;
  /** The innermost struct and the fields on the way to the value. */
  struct: string;
  stack: readonly string[];
  /** What is wrong, but lets the decoder go on. */
  saved: string[];
}

/** What ends the decoding. */
function readingError(value: unknown, of: Schema, place: Place): string | undefined {
  if (value === null || value === undefined) return undefined;
  const schema = place.schemas.resolve(of);
  if (schema.format === "quantity") return quantityError(value);
  if (schema.intOrString) {
    if (typeof value === "string") return undefined;
    return typeof value === "number" && fitsInteger(value, "int32")
      ? undefined
      : unfit(value, "int32", place);
  }
  if (schema.format === "date-time")
    return typeof value === "string"
      ? timeError(value, structName(of))
      : unfit(value, "string", place);
  if (schema.preserveUnknownFields) return undefined;
  const save = (problem: string) => void place.saved.push(problem);
  const wrong = () => save(unfit(value, goTypeOf(of, place.schemas), place));
  switch (schema.type) {
    case "string":
      if (schema.format === "byte") return bytesError(value, place);
      if (typeof value !== "string") wrong();
      return undefined;
    case "boolean":
      if (typeof value !== "boolean") wrong();
      return undefined;
    case "integer":
      if (typeof value !== "number" || !fitsInteger(value, schema.format)) wrong();
      return undefined;
    case "number":
      if (typeof value !== "number") wrong();
      return undefined;
    case "array": {
      const { items } = schema;
      if (!Array.isArray(value)) wrong();
      else if (items) return firstOf(value, (item) => readingError(item, items, place));
      return undefined;
    }
    default:
      break;
  }
  const { properties, additionalProperties } = schema;
  if (!properties && !additionalProperties) return undefined;
  if (isObject(value)) return fieldsError(value, of, schema, place);
  wrong();
  return undefined;
}

function fieldsError(
  value: Record<string, unknown>,
  of: Schema,
  { properties, additionalProperties }: Schema,
  place: Place,
): string | undefined {
  const struct = structName(of);
  return firstOf(Object.keys(value), (key) => {
    const each = value[key];
    const property = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property) {
      // Most values are such, and need no place to be told.
      if (typeof each === "string" && isPlainText(property)) return undefined;
      return readingError(each, property, { ...place, struct, stack: [...place.stack, key] });
    }
    if (typeof additionalProperties !== "object") return undefined;
    return typeof each === "string" && isPlainText(additionalProperties)
      ? undefined
      : readingError(each, additionalProperties, place);
  });
}

/** Bytes are a text in base64, or a list of small numbers. */
function bytesError(value: unknown, place: Place): undefined {
  const told = typeof value === "string" ? base64Error(value) : undefined;
  if (told !== undefined) place.saved.push(told);
  if (typeof value === "string") return;
  if (!Array.isArray(value)) place.saved.push(unfit(value, "[]uint8", place));
  else
    for (const item of value)
      if (item !== null && !(typeof item === "number" && fitsInteger(item, "uint8")))
        place.saved.push(unfit(item, "uint8", place));
}

function unfit(value: unknown, type: string, { struct, stack }: Place): string {
  const where = stack.length === 0 ? "Go value" : `Go struct field ${struct}.${stack.join(".")}`;
  // Of a number that is too large or no whole one it tells which.
  const number = typeof value === "number" && /^u?int\d+$/.test(type) ? ` ${value}` : "";
  return `json: cannot unmarshal ${goKind(value)}${number} into ${where} of type ${type}`;
}

function isPlainText({ ref, type, format }: Schema): boolean {
  return ref === undefined && type === "string" && format === undefined;
}

function firstOf<T>(items: Iterable<T>, find: (item: T) => string | undefined) {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
