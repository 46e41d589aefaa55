import { isMap, type JsonMap, printValue } from "../apply/json-value.ts";
import { deletePrefix, directive, fieldAfter, orderPrefix, retainKeys } from "./directives.ts";
import { kindOf } from "./json-kind.ts";
import { badPatch, failed } from "./patch-error.ts";
import { type PatchSchema, patchOf } from "./patch-schema.ts";
import { put } from "./put.ts";
import { mergeLists } from "./strategic-list.ts";
import { applyElementOrders } from "./strategic-order.ts";
import { withoutNulls } from "./without-nulls.ts";

/** `patch` merged into `original`, both changed in place. */
export function mergeMaps(original: JsonMap, patch: JsonMap, at: PatchSchema): JsonMap {
  if (Object.hasOwn(patch, directive)) return followDirective(patch);
  retain(original, patch);
  applyElementOrders(original, patch, at);
  for (const [key, value] of Object.entries(patch)) {
    const deletes = key.startsWith(deletePrefix);
    const name = deletes ? fieldAfter(key, deletePrefix) : key;
    mergeField({ original, name, value, deletes, at });
  }
  return original;
}

function mergeField(field: {
  original: JsonMap;
  name: string;
  value: unknown;
  /** The value lists items to delete. */
  deletes: boolean;
  at: PatchSchema;
}): void {
  const { original, name, value, deletes, at } = field;
  if (value === null) {
    delete original[name];
    return;
  }
  const current = Object.hasOwn(original, name) ? original[name] : undefined;
  if (current === undefined || kindOf(current) !== kindOf(value)) {
    if (!deletes) putPatch(original, name, withoutNulls(value));
    return;
  }
  if (isMap(current) && isMap(value)) {
    const { below, strategy } = patchOf(at, name);
    put(original, name, strategy === "replace" ? value : mergeMaps(current, value, below));
  } else if (Array.isArray(current) && Array.isArray(value)) {
    const patched = patchOf(at, name);
    put(original, name, mergeLists({ original: current, patch: value, patched, deletes }));
  } else {
    put(original, name, value);
  }
}

function followDirective(patch: JsonMap): JsonMap {
  const { [directive]: said, ...rest } = patch;
  if (said === "replace") return rest;
  if (said === "delete") return {};
  throw failed(`unknown patch type: ${printValue(said)} in map: ${printValue(patch)}`);
}

/** `$retainKeys` names the fields that stay; the patch may set no others. */
function retain(original: JsonMap, patch: JsonMap): void {
  if (!Object.hasOwn(patch, retainKeys)) return;
  const kept = patch[retainKeys];
  delete patch[retainKeys];
  if (!Array.isArray(kept)) throw badPatch("invalid patch format of retainKeys");
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || name.startsWith(deletePrefix) || name.startsWith(orderPrefix)) continue;
    if (!kept.includes(name)) throw badPatch("invalid patch format of retainKeys");
  }
  for (const name of Object.keys(original)) if (!kept.includes(name)) delete original[name];
}

function putPatch(original: JsonMap, name: string, value: unknown): void {
  const plain = withoutDirectives(value);
  if (plain === undefined) delete original[name];
  else put(original, name, plain);
}

/** A patch as a value of its own; undefined for what only says something about others. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutDirectives).filter((item) => item !== undefined);
  }
  if (!isMap(value)) return value;
  if (Object.hasOwn(value, directive)) return undefined;
  const fields = Object.entries(value).map(([name, field]) => [name, withoutDirectives(field)]);
  return Object.fromEntries(fields.filter(([, field]) => field !== undefined));
}
