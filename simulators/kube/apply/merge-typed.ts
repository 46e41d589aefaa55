import { asList, asMap, own, type Value } from "./json-value.ts";
import { itemElement, TypeMismatch } from "./list-items.ts";
import { describeElement, type PathElement } from "./path-element.ts";
import {
  type Atom,
  deduceAtom,
  fieldType,
  type ListType,
  type MapType,
  type Type,
  untypedAtomic,
} from "./type.ts";

/** What `right` says, over what only `left` says; undefined where nothing is left of both. */
export function mergeTyped(type: Type, left: Value, right: Value): Value {
  return mergeAs(deduceAtom(type(), later(left, right)), left, right);
}

function mergeAs(atom: Atom, left: Value, right: Value): Value {
  if (atom.map) return mergeMaps(atom.map, left, right);
  if (atom.list && !atom.scalar) return mergeLists(atom.list, left, right);
  return later(left, right);
}

function later(left: Value, right: Value): Value {
  return right === undefined ? left : right;
}

function mergeMaps(map: MapType, left: Value, right: Value): Value {
  const leftMap = asMap(left) ?? {};
  const rightMap = asMap(right) ?? {};
  const names = new Set([...Object.keys(leftMap), ...Object.keys(rightMap)]);
  if (map.atomic || names.size === 0) return later(left, right);
  const merged: [string, Value][] = [];
  for (const name of names) {
    const type = fieldType(map, name) ?? untypedAtomic;
    const value = mergeTyped(type, own(leftMap, name), own(rightMap, name));
    if (value !== undefined) merged.push([name, value]);
  }
  return merged.length > 0 ? Object.fromEntries(merged) : undefined;
}

function mergeLists(list: ListType, left: Value, right: Value): Value {
  const leftList = asList(left) ?? [];
  const rightList = asList(right) ?? [];
  if (!list.associative || (leftList.length === 0 && rightList.length === 0)) {
    return later(left, right);
  }
  const leftElements = leftList.map((item) => itemElement(list, item));
  const rightElements = rightList.map((item) => itemElement(list, item));
  const leftItems = index(leftElements, leftList, true);
  const rightItems = index(rightElements, rightList, false);
  const merged = order({ left: leftElements, right: rightElements }).map(({ element, at }) => {
    const value = at === undefined ? leftItems.get(element) : leftList[at];
    return mergeTyped(list.element, value, rightItems.get(element));
  });
  const present = merged.filter((item) => item !== undefined);
  return present.length > 0 ? present : undefined;
}

function index(
  elements: readonly PathElement[],
  items: readonly Value[],
  allowDuplicates: boolean,
): Map<PathElement, Value> {
  const found = new Map<PathElement, Value>();
  for (const [at, element] of elements.entries()) {
    if (!found.has(element)) {
      found.set(element, items[at]);
    } else if (allowDuplicates) {
      // Items that are there more than once are not merged: the new one takes their place.
      found.set(element, null);
    } else {
      throw new TypeMismatch(`duplicate entries for key ${describeElement(element)}`);
    }
  }
  return found;
}

/**
 * The order of a merged list: that of `right`, with what only `left` has staying behind the same
 * neighbours as far as that can be. `at` is the place in `left` of items that only it has.
 */
function order(elements: {
  left: readonly PathElement[];
  right: readonly PathElement[];
}): { element: PathElement; at?: number }[] {
  const { left, right } = elements;
  const inLeft = new Set(left);
  const inRight = new Set(right);
  const shared = right.filter((element) => inLeft.has(element)).values();
  let nextShared = shared.next().value;
  const taken = new Set<PathElement>();
  const ordered: { element: PathElement; at?: number }[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const ours = left[l];
    const theirs = right[r];
    if (ours !== undefined && theirs !== undefined) {
      if (ours === theirs) {
        taken.add(ours);
        ordered.push({ element: ours });
        l += 1;
        r += 1;
        nextShared = shared.next().value;
        continue;
      }
      // Shared, but not the one whose turn it is.
      if (inRight.has(ours) && nextShared !== undefined && nextShared !== ours) {
        l += 1;
        continue;
      }
    }
    if (ours !== undefined) {
      if (!inRight.has(ours)) {
        ordered.push({ element: ours, at: l });
        l += 1;
        continue;
      }
      if (taken.has(ours)) l += 1;
    }
    if (theirs !== undefined) {
      taken.add(theirs);
      ordered.push({ element: theirs });
      r += 1;
      if (nextShared === theirs) nextShared = shared.next().value;
    }
  }
  return ordered;
}
