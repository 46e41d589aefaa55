import { copyJson } from "../../support/copy-json.ts";
import type { Schema, SchemaSet } from "../model/schema.ts";
import { writtenQuantity } from "./canonical-quantity.ts";
import { isObject } from "./is-object.ts";
import { createKnownParts } from "./known-parts.ts";
import { staysAsItIs } from "./stays-as-it-is.ts";

/**
 * `value` with the schema's defaults, and without nulls where the schema allows none. For built-in
 * types also as Go writes it again after reading: empty fields left out or spelled out (`presence`),
 * quantities in their canonical form. What needs no change is shared with `value`.
 */
export function applyDefaults<T>(request: {
  schema: Schema;
  schemas: SchemaSet;
  value: T;
  /** Leaves lists and maps that are empty where Go writes them anyway: of what was just decoded. */
  keepEmpty?: boolean;
  /** Leaves nulls that have no default: of what was merged rather than sent. */
  keepNulls?: boolean;
}): T {
  const { schema, value, schemas, keepNulls = false, keepEmpty = false } = request;
  const resolve = schemas.resolve.bind(schemas);
  const ofGo: Filling = { resolve, keepNulls, keepEmpty, ofGo: undefined };
  const filling = schema.ref === undefined ? { resolve, keepNulls, keepEmpty, ofGo } : ofGo;
  if (isObject(value)) return fillFields(value, resolve(schema), filling, true) as T;
  return fill(value, resolve(schema), filling) as T;
}

const filled = createKnownParts<Schema>();

function fillPart(value: unknown, property: Schema, schemas: Filling): unknown {
  const { keepNulls, keepEmpty, ofGo } = schemas;
  const how = 1 << ((keepNulls ? 1 : 0) + (keepEmpty ? 2 : 0) + (ofGo ? 4 : 0));
  return filled.sparing(property, value, () => fillProperty(value, property, schemas), how);
}

interface Filling extends SchemaSet {
  keepNulls: boolean;
  keepEmpty: boolean;
  /** The same for built-in types, in whose maps null is the zero value; absent when these are such. */
  ofGo: Filling | undefined;
}

function fill(value: unknown, schema: Schema, schemas: Filling): unknown {
  if (schema.format === "quantity") return writtenQuantity(value, -9);
  if (schema.format === "byte" && schemas.ofGo === undefined) return bytes(value);
  if (typeof value !== "object" || value === null) return value;
  if (isObject(value)) return fillFields(value, schema, schemas);
  if (!Array.isArray(value) || !schema.items) return value;
  const items = schemas.resolve(schema.items);
  let changed: unknown[] | undefined;
  for (const [index, item] of value.entries()) {
    const given = item === null && !items.nullable ? insteadOfItem(items, schemas) : item;
    const next = fill(given, items, schemas);
    if (next === item) continue;
    changed ??= [...value];
    changed[index] = next;
  }
  return changed ?? value;
}

function fillFields(
  value: Record<string, unknown>,
  schema: Schema,
  schemas: Filling,
  isRoot = false,
): Record<string, unknown> {
  let changed: Record<string, unknown> | undefined;
  const set = (key: string, next: unknown) => {
    changed ??= { ...value };
    if (next === undefined) delete changed[key];
    else changed[key] = next;
  };
  const { properties, additionalProperties } = schema;
  for (const key of Object.keys(value)) {
    const given = value[key];
    const property = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property) {
      if (staysAsItIs(given, property)) continue;
      const next = (isRoot ? fillPart : fillProperty)(given, property, schemas);
      if (next !== given) set(key, next);
      continue;
    }
    if (typeof additionalProperties !== "object") continue;
    const of = schemas.resolve(additionalProperties);
    const there = given === null && !of.nullable ? instead(of, schemas) : given;
    const next = fillEntry(there, of, schemas);
    if (next !== given) set(key, next);
  }
  for (const [key, property] of appearing(schema, schemas)) {
    if (Object.hasOwn(value, key)) continue;
    const next = fillProperty(undefined, property, schemas);
    if (next !== undefined) set(key, next);
  }
  return changed ?? value;
}

/** The few properties that come to be where none were given: going through all was most of the work. */
function appearing(schema: Schema, { resolve }: Filling): [key: string, property: Schema][] {
  let found = known.get(schema);
  if (!found) {
    found = Object.entries(schema.properties ?? {}).filter(
      ([, property]) => property.presence === "always" || resolve(property).default !== undefined,
    );
    known.set(schema, found);
  }
  return found;
}

const known = new WeakMap<Schema, [key: string, property: Schema][]>();

/** What stands for null in a map. */
function instead(schema: Schema, { keepNulls, ofGo }: Filling): unknown {
  if (schema.default !== undefined) return copy(schema.default);
  if (!ofGo) return schema.format === "byte" ? "" : zeroOf(schema);
  return keepNulls ? null : undefined;
}

/** What stands for null in a list: to Go an item like any other, that holds nothing. */
function insteadOfItem(schema: Schema, { ofGo }: Filling): unknown {
  return copy(schema.default) ?? (ofGo ? null : zeroOf(schema));
}

/** Maps of quantities are amounts of resources. */
function fillEntry(value: unknown, schema: Schema, schemas: Filling): unknown {
  if (schema.format === "quantity") return writtenQuantity(value, -3);
  return fill(value, schema, schemas);
}

function fillProperty(value: unknown, property: Schema, schemas: Filling): unknown {
  if (value === undefined && property.default === undefined && property.presence !== "always")
    if (property.ref === undefined)
      // Without a reference there can be no default behind it.
      return undefined;
  const schema = schemas.resolve(property);
  const { presence } = property;
  const kept = schemas.keepNulls && schemas.ofGo && schema.default === undefined;
  if (value === null && kept) return null;
  const inside = property.ref === undefined ? schemas : (schemas.ofGo ?? schemas);
  let given = value === null && !schema.nullable ? undefined : value;
  const stays = schemas.keepEmpty && presence === "always" && Array.isArray(given);
  // What is kept as it was sent holds something even where that is empty.
  if (presence && !stays && !schema.preserveUnknownFields && isZero(given)) given = undefined;
  if (given === undefined) given = copy(schema.default);
  if (given === undefined && presence === "always") {
    const zero = zeroOf(schema);
    return isObject(zero) ? fill(zero, schema, inside) : zero;
  }
  return given === undefined ? undefined : fill(given, schema, inside);
}

/** Nothing to Go: what was stored as an empty list is read back as none. */
function isZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.keys(value).length === 0;
  return value === "" || value === 0 || value === false;
}

/** What Go writes for a field of this type that nothing was given for. */
function zeroOf(schema: Schema): unknown {
  if (schema.format === "quantity") return "0";
  if (schema.intOrString) return 0;
  if (schema.format === "date-time" || schema.preserveUnknownFields) return null;
  switch (schema.type) {
    case "string":
      return schema.format === "byte" ? null : "";
    case "boolean":
      return false;
    case "integer":
    case "number":
      return 0;
    case "object":
      return schema.additionalProperties ? null : {};
    default:
      return null;
  }
}

/** Bytes that came as a list of numbers, or with line ends between them. */
function bytes(value: unknown): unknown {
  if (typeof value === "string" && /[\r\n]/.test(value)) {
    return Buffer.from(value, "base64").toString("base64");
  }
  return Array.isArray(value) ? Buffer.from(value as number[]).toString("base64") : value;
}

function copy<T>(value: T): T {
  return typeof value === "object" && value !== null ? copyJson(value) : value;
}
