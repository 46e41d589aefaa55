import { goType, isMap, type JsonMap, printValue } from "../apply/json-value.ts";
import { directive, fieldAfter, orderPrefix } from "./directives.ts";
import { sortByOrders } from "./list-order.ts";
import { badPatch, failed } from "./patch-error.ts";
import { type PatchSchema, patchOf } from "./patch-schema.ts";
import { put } from "./put.ts";
import { itemKind, keyOf, mergeLists } from "./strategic-list.ts";
import { withoutDirectives } from "./strategic-map.ts";

/** Merges the lists whose order the patch sets, in place, and takes them out of the patch. */
export function applyElementOrders(original: JsonMap, patch: JsonMap, at: PatchSchema): void {
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    delete patch[key];
    if (!Array.isArray(order)) throw wrongType(order);
    const name = fieldAfter(key, orderPrefix);
    const merged = mergeOrdered({ original, patch, name, order, at });
    if (!merged) continue;
    put(original, name, merged);
    delete patch[name];
  }
}

function mergeOrdered(request: {
  original: JsonMap;
  patch: JsonMap;
  name: string;
  order: unknown[];
  at: PatchSchema;
}): unknown[] | undefined {
  const { name, order, at } = request;
  const current = listOf(request.original, name);
  const changes = listOf(request.patch, name);
  const patched = patchOf(at, name);
  const { mergeKey } = patched;
  assertOrdered({ patch: changes ?? [], order, mergeKey });
  if (!current && !changes) return undefined;
  const live = current ?? [];
  const kind = itemKind(live, changes ?? []);
  let merged = live;
  if (changes) {
    merged = current
      ? mergeLists({ original: live, patch: changes, patched, deletes: false })
      : (withoutDirectives(changes) as unknown[]);
  }
  if (kind === "map" && mergeKey) {
    for (const item of [...merged, ...order, ...live]) if (isMap(item)) keyOf(item, mergeKey);
  }
  return sortByOrders({ merged, order, live, mergeKey });
}

/** The order must name the patch's items, in the order they have there. */
function assertOrdered(lists: {
  patch: unknown[];
  order: unknown[];
  mergeKey: string | undefined;
}): void {
  const { patch, order, mergeKey } = lists;
  if (patch.length === 0 || order.length === 0) return;
  const key = (item: unknown) => {
    if (!mergeKey) return item;
    if (!isMap(item)) throw wrongType(item, "map[string]interface {}");
    return keyOf(item, mergeKey);
  };
  const changed = patch.filter((item) => !isMap(item) || item[directive] !== "delete");
  let next = 0;
  let at = 0;
  while (next < changed.length && at < order.length) {
    const item = changed[next];
    if (isMap(item) && Object.hasOwn(item, directive)) {
      next += 1;
      continue;
    }
    if (key(item) === key(order[at])) next += 1;
    at += 1;
  }
  if (next < changed.length) {
    throw failed(
      `The order in patch list:\n${printValue(patch)}\n doesn't match ${orderPrefix} list:\n${printValue(order)}\n`,
    );
  }
}

function listOf(map: JsonMap, name: string): unknown[] | undefined {
  if (!Object.hasOwn(map, name)) return undefined;
  const list = map[name];
  if (!Array.isArray(list)) throw wrongType(list);
  return list;
}

function wrongType(value: unknown, expected = "[]interface {}") {
  return value === undefined
    ? badPatch("invalid patch format of setElementOrder list")
    : failed(`expected a ${expected}, but received a ${goType(value)}`);
}
