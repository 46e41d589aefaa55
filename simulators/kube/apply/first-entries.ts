import type { ApiObject, ManagedFieldsEntry } from "../model/api-object.ts";
import { createCache } from "../model/cache.ts";
import type { Schema } from "../model/schema.ts";
import { shareFields } from "../store/shared-fields.ts";
import type { FieldManagerRequest } from "./field-manager.ts";
import { isMap } from "./json-value.ts";

/**
 * The entries of objects that were made, by all that they hang on. One client makes objects of one kind
 * that differ in little but their values, and who makes an object owns what is there, whatever it says.
 */
const known = createCache<ManagedFieldsEntry>(300);
const lengthMax = 2048;
const namesMax = 100;

/**
 * What the only entry of a new object hangs on, beside the time; undefined where it may be another matter.
 * Of values that is whether they are Go's empty ones, for those were there before, and all of lists, whose
 * items are known by what is in them.
 */
export function creationOf(request: FieldManagerRequest, updated: ApiObject): string | undefined {
  const { schema, manager, apiVersion, subresource, resetFields, convert } = request;
  if (!schema || subresource || convert || updated.apiVersion !== apiVersion) return undefined;
  if (updated.metadata?.managedFields) return undefined;
  const shape = shapeOf(updated);
  if (shape === undefined || shape.length > lengthMax) return undefined;
  return `${numberOf(schema)} ${JSON.stringify([manager, apiVersion, resetFields])} ${shape}`;
}

/** The entries of an object whose like was made before. */
export function knownEntries(creation: string, now: string): ManagedFieldsEntry[] | undefined {
  const entry = known.get(creation);
  return entry && [{ ...entry, time: now }];
}

/** @param entries what such a creation came to */
export function noteEntries(creation: string, entries: ManagedFieldsEntry[] | undefined): void {
  const [entry, ...others] = shareFields(entries ?? []);
  if (entry && others.length === 0) known.set(creation, entry);
}

/** Names by their length, so that no name can look like what follows it. */
function shapeOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return JSON.stringify(value);
  if (!isMap(value)) return scalarShape(value);
  const names = Object.keys(value);
  if (names.length > namesMax) return undefined;
  let shape = "{";
  for (const name of names) {
    const inside = shapeOf(value[name]);
    if (inside === undefined) return undefined;
    shape += `${name.length}:${name}${inside}`;
  }
  return `${shape}}`;
}

function scalarShape(value: unknown): string {
  if (value === null) return "_";
  if (value === "" || value === 0 || value === false) return `${typeof value}0`;
  return typeof value;
}

const numbers = new WeakMap<Schema, number>();
let schemas = 0;

function numberOf(schema: Schema): number {
  let number = numbers.get(schema);
  if (number === undefined) {
    schemas += 1;
    number = schemas;
    numbers.set(schema, number);
  }
  return number;
}
