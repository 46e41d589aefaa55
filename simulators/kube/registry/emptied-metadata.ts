import { isDeepStrictEqual } from "node:util";
import type { ApiObject } from "../model/api-object.ts";
import type { Call } from "./call.ts";
import { storageVersion } from "./catalog.ts";

/** Marks a custom resource the metadata of which holds fields that are empty, or nothing. */
const emptied = Symbol("emptied metadata");

/** The same of objects that are stored. */
const stored = new WeakSet<ApiObject>();

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
  const isOther = fields.some((field) => !isDeepStrictEqual(left[field], shown[field]));
  return isOther ? Object.assign(object, { [emptied]: true }) : object;
}

/**
 * Whether a write was asked to leave such fields: it is no write without effect, since the object it is
 * compared with never shows any.
 */
export function leavesEmptied(object: ApiObject): boolean {
  return Reflect.get(object, emptied) === true;
}

/** Whether they come to be stored: not by a subresource, and not through another version. */
export function storesEmptied(object: ApiObject, { target }: Call): boolean {
  const { definition, version, subresource } = target;
  if (!leavesEmptied(object) || subresource !== undefined) return false;
  return version.name === storageVersion(definition).name;
}

/** An object to be stored: what is made of it later isn't marked. */
export function unmarked(object: ApiObject): ApiObject {
  if (!leavesEmptied(object)) return object;
  const { [emptied]: _, ...rest } = object as ApiObject & { [emptied]: true };
  return rest as ApiObject;
}

/** Whether an object is stored with fields that are empty, which the next write takes away. */
export function holdsEmptied(known: ApiObject): boolean {
  return stored.has(known);
}

export function keepEmptied(written: ApiObject): void {
  stored.add(written);
}
