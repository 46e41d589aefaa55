import { isMap, type JsonMap } from "../apply/json-value.ts";
import { badPatch, undecodable } from "./patch-error.ts";
import { put } from "./put.ts";
import { withoutNulls } from "./without-nulls.ts";

/** RFC 7386. Changes the object in place. */
export function applyMergePatch(object: JsonMap, patch: unknown): JsonMap {
  if (patch === null) throw badPatch("Invalid JSON Patch");
  if (!isMap(patch)) throw undecodable(patch, "map[string]interface {}");
  mergeInto(object, patch);
  return object;
}

function mergeInto(object: JsonMap, patch: JsonMap): void {
  for (const [name, value] of Object.entries(patch)) {
    const current = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value === null) delete object[name];
    else if (isMap(value) && isMap(current)) mergeInto(current, value);
    else put(object, name, withoutNulls(value));
  }
}
