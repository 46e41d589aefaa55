import { goKind } from "../model/no-version.ts";
import { isStill, writingsIn } from "../model/number-literals.ts";
import type { Schema, SchemaSet } from "../model/schema.ts";
import { base64Error, fitsInteger, quantityError, timeError } from "./decode-scalars.ts";
import { goTypeOf, structName } from "./go-type-name.ts";
import { isObject } from "./is-object.ts";
import { createKnownParts } from "./known-parts.ts";

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

/** What ends the decoding. `written` is how a number was, where that was not the usual way. */
function readingError(
  value: unknown,
  of: Schema,
  place: Place,
  written?: string,
): string | undefined {
  if (value === null || value === undefined) return undefined;
  const schema = place.schemas.resolve(of);
  if (schema.format === "quantity") return quantityError(value);
  if (schema.intOrString) {
    if (typeof value === "string") return undefined;
    return isInteger(value, "int32", written) ? undefined : unfit(value, "int32", place, written);
  }
  if (schema.format === "date-time")
    return typeof value === "string"
      ? timeError(value, structName(of))
      : unfit(value, "string", place);
  if (schema.preserveUnknownFields) return undefined;
  const save = (problem: string) => void place.saved.push(problem);
  const wrong = () => save(unfit(value, goTypeOf(of, place.schemas), place, written));
  switch (schema.type) {
    case "string":
      if (schema.format === "byte") return bytesError(value, place);
      if (typeof value !== "string") wrong();
      return undefined;
    case "boolean":
      if (typeof value !== "boolean") wrong();
      return undefined;
    case "integer":
      if (!isInteger(value, schema.format, written)) wrong();
      return undefined;
    case "number":
      if (typeof value !== "number") wrong();
      return undefined;
    case "array": {
      const { items } = schema;
      if (!Array.isArray(value)) wrong();
      else if (items) {
        const written = writtenIn(value);
        for (let at = 0; at < value.length; at += 1) {
          const item: unknown = value[at];
          const ends = readingError(item, items, place, written?.(`${at}`, item));
          if (ends !== undefined) return ends;
        }
      }
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
  const written = writtenIn(value);
  for (const key of Object.keys(value)) {
    const each = value[key];
    const property = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    const type = property ?? additionalProperties;
    // Most values are such, and need no place to be told.
    if (typeof type !== "object" || (typeof each === "string" && isPlainText(type))) continue;
    const ends = property
      ? propertyError({ key, value: each, property, struct, written: written?.(key, each) }, place)
      : readingError(each, type, place, written?.(key, each));
    if (ends !== undefined) return ends;
  }
  return undefined;
}

const sound = createKnownParts<Schema>();

interface Property {
  key: string;
  value: unknown;
  property: Schema;
  struct: string;
  written: string | undefined;
}

/** Nothing of a value that was found sound before, by the same schema. */
function propertyError({ key, value, property, struct, written }: Property, place: Place) {
  if (sound.knows(property, value)) return undefined;
  const { saved, stack } = place;
  const before = saved.length;
  const inside = { ...place, struct, stack: [...stack, key] };
  const ends = readingError(value, property, inside, written);
  const isSound = ends === undefined && saved.length === before;
  if (isSound && stack.length < 2) sound.note(property, value);
  return ends;
}

/** Looks up how the numbers of an object or list were written; most have none that is told. */
function writtenIn(
  holder: object,
): ((key: string, value: unknown) => string | undefined) | undefined {
  const writings = writingsIn(holder);
  if (!writings) return undefined;
  return (key, value) => {
    const source = writings.get(key);
    return source !== undefined && isStill(source, value) ? source : undefined;
  };
}

/** Go reads no number with a point or an exponent into a whole one. */
function isInteger(value: unknown, type: string | undefined, written: string | undefined): boolean {
  if (written !== undefined && /[.eE]/.test(written)) return false;
  // Of those that no float holds exactly the writing tells.
  if (written !== undefined && BigInt.asIntN(64, BigInt(written)) !== BigInt(written)) return false;
  return typeof value === "number" && fitsInteger(value, type);
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

function unfit(
  value: unknown,
  type: string,
  { struct, stack }: Place,
  written = String(value),
): string {
  const where = stack.length === 0 ? "Go value" : `Go struct field ${struct}.${stack.join(".")}`;
  // Of a number that is too large or no whole one it tells which.
  const number = typeof value === "number" && /^u?int\d+$/.test(type) ? ` ${written}` : "";
  return `json: cannot unmarshal ${goKind(value)}${number} into ${where} of type ${type}`;
}

function isPlainText({ ref, type, format }: Schema): boolean {
  return ref === undefined && type === "string" && format === undefined;
}
