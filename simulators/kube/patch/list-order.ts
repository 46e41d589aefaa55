import { isMap } from "../apply/json-value.ts";
import { directive } from "./directives.ts";

/**
 * A merged list in its order: items that `order` names in that order, the others as they were in the
 * live list, the two interleaved by the live list where it knows both.
 */
export function sortByOrders(lists: {
  merged: readonly unknown[];
  order: readonly unknown[];
  live: readonly unknown[];
  mergeKey: string | undefined;
}): unknown[] {
  const { merged, order, live, mergeKey } = lists;
  const key = (item: unknown) => (mergeKey && isMap(item) ? item[mergeKey] : item);
  const places = (list: readonly unknown[]) => {
    const keys = list.map(key);
    return (item: unknown) => keys.indexOf(key(item));
  };
  const inOrder = places(order);
  const inLive = places(live);
  const named = sorted(
    merged.filter((item) => inOrder(item) >= 0),
    inOrder,
  );
  const others = sorted(
    merged.filter((item) => inOrder(item) < 0),
    inLive,
  );
  return interleave(others, named, inLive);
}

/** Items to delete go last. Stable, and items without a place move before the others, as in the original. */
function sorted(items: readonly unknown[], place: (item: unknown) => number): unknown[] {
  const isDelete = (item: unknown) => isMap(item) && item[directive] === "delete";
  const kept = items.filter((item) => !isDelete(item));
  const isBefore = (a: unknown, b: unknown) => {
    const [left, right] = [place(a), place(b)];
    return left < 0 || right < 0 || left < right;
  };
  for (let end = 1; end < kept.length; end += 1) {
    for (let at = end; at > 0 && isBefore(kept[at], kept[at - 1]); at -= 1) {
      [kept[at - 1], kept[at]] = [kept[at], kept[at - 1]];
    }
  }
  return [...kept, ...items.filter(isDelete)];
}

function interleave(
  left: readonly unknown[],
  right: readonly unknown[],
  place: (item: unknown) => number,
): unknown[] {
  const all: unknown[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    const [a, b] = [place(left[l]), place(right[r])];
    if (a >= 0 && b >= 0 && a < b) {
      all.push(left[l]);
      l += 1;
    } else {
      all.push(right[r]);
      r += 1;
    }
  }
  return [...all, ...left.slice(l), ...right.slice(r)];
}
