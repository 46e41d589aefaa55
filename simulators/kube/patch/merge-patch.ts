import { isMap, type JsonMap } from "../apply/json-value.ts";
import { carryWritings } from "../model/number-literals.ts";
import { badPatch, undecodable } from "./patch-error.ts";
import { put } from "./put.ts";
import { withoutNulls } from "./without-nulls.ts";

/** RFC 7386. A new object, which shares with the old one what the patch leaves alone. */
export function applyMergePatch(object: JsonMap, patch: unknown): JsonMap | unknown[] {
  if (patch === null) throw badPatch("Invalid JSON Patch");
  if (Array.isArray(patch)) return patch.map((item) => (isMap(item) ? withoutNulls(item) : item));
  if (!isMap(patch)) throw undecodable(patch, "map[string]interface {}");
  const patched = merged(object, patch);
  carryWritings(patch, patched);
  return patched;
}

function merged(before: JsonMap, patch: JsonMap): JsonMap {
  const object = { ...before };
  for (const [name, value] of Object.entries(patch)) {
    const current = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value === null) delete object[name];
    else
      put(
        object,
        name,
        isMap(value) && isMap(current) ? merged(current, value) : withoutNulls(value),
      );
  }
  return object;
}
