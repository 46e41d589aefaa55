import type { Schema, SchemaSet } from "../model/schema.ts";
import { canonicalQuantity, quantityStruct } from "../schema/canonical-quantity.ts";
import { isMap } from "./json-value.ts";

/** Lists that hold a quantity which Go reads into another struct than its canonical form. */
const restated = new WeakSet<object>();

/** Whether a list counts as changed though nothing in it is: lists that are atomic are compared by their structs. */
export function isRestated(value: unknown): boolean {
  return typeof value === "object" && value !== null && restated.has(value);
}

/** Notes the lists of `object` whose quantities were `sent` in such a form. */
export function noteRestated(request: {
  schema: Schema;
  schemas: SchemaSet;
  sent: unknown;
  object: unknown;
}): void {
  const { schema, schemas } = request;
  for (const path of pathsTo(schema, schemas)) note(request.sent, request.object, path);
}

/** Fields on the way to an atomic list with quantities; `*` goes through a list's items. */
type ListPath = readonly string[];

function note(sent: unknown, object: unknown, [key, ...rest]: ListPath): void {
  if (key === undefined) {
    if (Array.isArray(object) && hasRestated(sent)) restated.add(object);
  } else if (key !== "*") {
    if (isMap(sent) && isMap(object)) note(sent[key], object[key], rest);
  } else if (Array.isArray(sent) && Array.isArray(object)) {
    for (const [index, item] of sent.entries()) note(item, object[index], rest);
  }
}

/** Of what is in such a list whatever looks like one is taken for a quantity: no other text is changed. */
function hasRestated(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasRestated);
  if (typeof value !== "string" && typeof value !== "number") return false;
  try {
    const text = String(value).trim();
    return quantityStruct(text) !== quantityStruct(canonicalQuantity(text));
  } catch {
    return false;
  }
}

const known = new Map<string, ListPath[]>();

function pathsTo(schema: Schema, schemas: SchemaSet): ListPath[] {
  const { ref } = schema;
  if (ref === undefined) return [];
  let found = known.get(ref);
  if (!found) {
    // What leads to itself leads to nothing new.
    known.set(ref, []);
    found = findPaths(schemas.resolve(schema), schemas);
    known.set(ref, found);
  }
  return found;
}

function findPaths(schema: Schema, schemas: SchemaSet): ListPath[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const of = schemas.resolve(property);
    if (of.type !== "array" || !of.items)
      return pathsTo(property, schemas).map((path) => [key, ...path]);
    const associative = of.listType === "map" || of.listType === "set";
    if (associative) return pathsTo(of.items, schemas).map((path) => [key, "*", ...path]);
    return holdsQuantities(of.items, schemas, new Set()) ? [[key]] : [];
  });
}

function holdsQuantities(schema: Schema, schemas: SchemaSet, seen: Set<string>): boolean {
  if (schema.ref !== undefined) {
    if (seen.has(schema.ref)) return false;
    seen.add(schema.ref);
  }
  const { format, properties, items, additionalProperties } = schemas.resolve(schema);
  if (format === "quantity") return true;
  return [
    ...Object.values(properties ?? {}),
    ...(items ? [items] : []),
    ...(typeof additionalProperties === "object" ? [additionalProperties] : []),
  ].some((each) => holdsQuantities(each, schemas, seen));
}
