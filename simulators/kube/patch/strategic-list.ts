import { isMap, type JsonMap, printValue } from "../apply/json-value.ts";
import { directive } from "./directives.ts";
import { kindOf } from "./json-kind.ts";
import { sortByOrders } from "./list-order.ts";
import { failed, unprocessable } from "./patch-error.ts";
import type { FieldPatch, PatchSchema } from "./patch-schema.ts";
import { type Slice, sliceOf } from "./slice.ts";
import { mergeMaps } from "./strategic-map.ts";

/**
 * `patch` merged into `original`, or in its place where the schema doesn't merge such lists. Leaves
 * `original` as the API server does, whose order of the live items is one that deletions and additions
 * already went through.
 */
export function mergeLists(lists: {
  original: unknown[];
  patch: unknown[];
  patched: FieldPatch;
  deletes: boolean;
}): unknown[] {
  const { original, patch, patched, deletes } = lists;
  if (patched.strategy !== "merge" && !deletes) return patch;
  if (original.length === 0 && patch.length === 0) return original;
  if (itemKind(original, patch) !== "map") {
    if (deletes) return original.filter((item) => !patch.includes(item));
    const merged = withoutDuplicates([...original, ...patch]);
    return sortByOrders({ merged, order: patch, live: original, mergeKey: undefined });
  }
  const { mergeKey, below } = patched;
  if (!mergeKey) throw failed(`cannot merge lists without merge key for ${below.name}`);
  const { items, rest } = followDirectives(original, patch, mergeKey);
  const live = items.values();
  const merged = mergeItems({ items, patch: rest, mergeKey, below });
  return sortByOrders({ merged, order: rest, live, mergeKey });
}

/** The kind all items are of; throws where there is none such. */
export function itemKind(...lists: unknown[][]): ReturnType<typeof kindOf> {
  const kinds = new Set(lists.flat().map(kindOf));
  const [kind] = kinds;
  if (kind === "list") throw unprocessable();
  if (kinds.size > 1) {
    throw failed(`list element types are not identical: ${printValue(lists)}`);
  }
  if (!kind) throw failed("no elements in any of the given slices");
  return kind;
}

/** Deletes what the patch says to; `$patch: replace` in any item leaves nothing of the original. */
function followDirectives(original: unknown[], patch: unknown[], mergeKey: string) {
  const items = sliceOf(original);
  let replaces = false;
  const rest: unknown[] = [];
  for (const item of patch) {
    if (!isMap(item) || !Object.hasOwn(item, directive)) {
      rest.push(item);
      continue;
    }
    const said = item[directive];
    if (said === "delete") {
      deleteItems(items, mergeKey, keyOf(item, mergeKey));
    } else if (said === "replace") {
      replaces = true;
    } else if (said === "merge") {
      throw failed("merging lists cannot yet be specified in the patch");
    } else {
      throw failed(`unknown patch type: ${printValue(said)} in map: ${printValue(item)}`);
    }
  }
  return replaces ? { items: sliceOf(rest), rest: [] } : { items, rest };
}

function deleteItems(items: Slice, mergeKey: string, key: unknown): void {
  for (;;) {
    const at = indexOfKey(items, mergeKey, key);
    if (at < 0) return;
    items.remove(at);
  }
}

function mergeItems(lists: {
  items: Slice;
  patch: unknown[];
  mergeKey: string;
  below: PatchSchema;
}): unknown[] {
  const { items, patch, mergeKey, below } = lists;
  for (const item of patch) {
    if (!isMap(item)) continue;
    const at = indexOfKey(items, mergeKey, keyOf(item, mergeKey));
    const current = items.values()[at];
    if (isMap(current)) items.set(at, mergeMaps(current, item, below));
    else items.push(item);
  }
  return items.values();
}

function indexOfKey(items: Slice, mergeKey: string, key: unknown): number {
  return items.values().findIndex((item) => isMap(item) && item[mergeKey] === key);
}

/** The merge key of an item. Throws ApiError if there is none. */
export function keyOf(item: JsonMap, mergeKey: string): unknown {
  if (Object.hasOwn(item, mergeKey)) return item[mergeKey];
  throw failed(`map: ${printValue(item)} does not contain declared merge key: ${mergeKey}`);
}

/** The last item takes the place of one that is there again, as the API server does it. */
function withoutDuplicates(items: unknown[]): unknown[] {
  const left = [...items];
  for (let at = 0; at < left.length - 1; at += 1) {
    for (let other = at + 1; other < left.length; other += 1) {
      if (left[at] !== left[other]) continue;
      const last = left.pop();
      if (other < left.length) {
        left[other] = last;
        other -= 1;
      }
    }
  }
  return left;
}
