import type { FieldError } from "../../model/api-error.ts";
import type { Schema } from "../../model/schema.ts";
import { isObject } from "../is-object.ts";
import { createKnownParts } from "../known-parts.ts";
import { keysOf } from "./correlate.ts";
import { fieldErrors } from "./field-errors.ts";
import type { Node } from "./node.ts";

/** Repeats in lists that are sets or maps, wherever they are. */
export function validateLists(node: Node): FieldError[] {
  const { schemas, value, path } = node;
  if (typeof value !== "object" || value === null) return [];
  const schema = schemas.resolve(node.schema);
  if (Array.isArray(value)) {
    const errors = repeats({ ...node, schema }, value);
    const { items } = schema;
    if (!items) return errors;
    const below = value.map((item, index) =>
      validateLists({ schemas, schema: items, value: item, path: `${path}[${index}]` }),
    );
    return [...errors, ...below.flat()];
  }
  if (!isObject(value)) return [];
  const { properties = {}, additionalProperties } = schema;
  return Object.entries(value).flatMap(([key, field]) => {
    const of = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (typeof of !== "object") return [];
    // The real server writes keys of maps in brackets here, and only here.
    const at =
      of === additionalProperties ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    const below = { schemas, schema: of, value: field, path: at };
    return path === "" ? partLists(below) : validateLists(below);
  });
}

/** Parts of objects without repeats, by their schema: what an update leaves alone is shared with the live object. */
const apart = createKnownParts<Schema>();

function partLists(node: Node): FieldError[] {
  const { schema, value } = node;
  if (apart.knows(schema, value)) return [];
  const errors = validateLists(node);
  if (errors.length === 0) apart.note(schema, value);
  return errors;
}

function repeats({ schema, path }: Node, list: unknown[]): FieldError[] {
  if (schema.listType !== "set" && schema.listType !== "map") return [];
  if (schema.listType === "map") {
    const odd = list.findIndex((item) => item !== null && !isObject(item));
    if (odd >= 0) {
      const detail = "must be an object for an array of list-type map";
      return [{ type: "FieldValueInvalid", field: `${path}[${odd}]`, value: list[odd], detail }];
    }
  }
  const seen = new Map<string, number>();
  return list.flatMap((item, index) => {
    const key = schema.listType === "map" ? keysOf(schema, item) : item;
    const text = JSON.stringify(key);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    return times === 2 ? [fieldErrors.duplicate(`${path}[${index}]`, key)] : [];
  });
}
