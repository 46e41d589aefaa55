import { isDeepStrictEqual } from "node:util";
import type { ApiObject } from "../model/api-object.ts";

/** Marks a custom resource by what its metadata holds that is empty, or nothing. */
const emptied = Symbol("emptied metadata");

/** The same of objects that are stored. */
const stored = new WeakMap<ApiObject, string>();

const fields = ["labels", "annotations", "finalizers", "ownerReferences"] as const;

/**
 * Notes on `object` what of `merged`, the metadata of which it has, is otherwise there: empty, or null.
 * The real server stores a custom resource as an apply left it: such a field isn't shown so, but the next
 * write takes it away, which makes it one even when it says nothing new.
 */
export function noteEmptied(object: ApiObject, merged: ApiObject): ApiObject {
  const [left, shown] = [merged.metadata, object.metadata].map(
    (metadata) => (metadata ?? {}) as unknown as Record<string, unknown>,
  ) as [Record<string, unknown>, Record<string, unknown>];
  const other = fields.flatMap((field) =>
    isDeepStrictEqual(left[field], shown[field]) ? [] : [[field, left[field]]],
  );
  return other.length === 0 ? object : Object.assign(object, { [emptied]: JSON.stringify(other) });
}

/** Whether an object is stored with the same fields empty. */
export function sameEmptied(object: ApiObject, known: ApiObject): boolean {
  return Reflect.get(object, emptied) === stored.get(known);
}

/** Whether an object is stored with fields that are empty, which the next write takes away. */
export function holdsEmptied(known: ApiObject): boolean {
  return stored.has(known);
}

export function keepEmptied(object: ApiObject, written: ApiObject): void {
  const empty: unknown = Reflect.get(object, emptied);
  if (typeof empty === "string") stored.set(written, empty);
}
