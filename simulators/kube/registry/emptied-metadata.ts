import type { ApiObject } from "../model/api-object.ts";

/** Marks a custom resource by what its metadata holds that is empty. */
const emptied = Symbol("emptied metadata");

/** The same of objects that are stored. */
const stored = new WeakMap<ApiObject, string>();

const fields = ["labels", "annotations", "finalizers", "ownerReferences"] as const;

/**
 * Notes on `object` what of `merged`, the metadata of which it has, is empty. The real server stores a
 * custom resource as an apply left it: such a field isn't shown, but the next write takes it away, which
 * makes it one even when it says nothing new.
 */
export function noteEmptied(object: ApiObject, merged: ApiObject): ApiObject {
  const metadata = (merged.metadata ?? {}) as unknown as Record<string, unknown>;
  const empty = fields.filter((field) => {
    const value = metadata[field];
    return value !== undefined && Object.keys(value ?? {}).length === 0;
  });
  return empty.length === 0 ? object : Object.assign(object, { [emptied]: empty.join() });
}

/** Whether an object is stored with the same fields empty. */
export function sameEmptied(object: ApiObject, known: ApiObject): boolean {
  return Reflect.get(object, emptied) === stored.get(known);
}

export function keepEmptied(object: ApiObject, written: ApiObject): void {
  const empty: unknown = Reflect.get(object, emptied);
  if (typeof empty === "string") stored.set(written, empty);
}
