import { emptySet, type FieldSet, insert, type Path } from "./field-set.ts";
import { asList, asMap, equalValues, own, type Value } from "./json-value.ts";
import { itemElement } from "./list-items.ts";
import { fieldElement, type PathElement } from "./path-element.ts";
import { isRestated } from "./restated.ts";
import {
  type Atom,
  deduceAtom,
  equalAtoms,
  fieldType,
  type ListType,
  type MapType,
  type Type,
} from "./type.ts";

/** No path is in more than one of them. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

interface Place {
  type: Type;
  path: Path;
  left: Value;
  right: Value;
}

/** What `right` changes in `left`, both of one type. */
export function compareTyped(type: Type, left: Value, right: Value): Comparison {
  const comparison = { added: emptySet(), modified: emptySet(), removed: emptySet() };
  compare(comparison, { type, path: [], left, right });
  return comparison;
}

function compare(comparison: Comparison, place: Place): void {
  const { type, path, left, right } = place;
  const leftAtom = deduceAtom(type(), left);
  const rightAtom = deduceAtom(type(), right);
  let isLeaf: boolean;
  if (right === undefined) {
    isLeaf = compareAs(comparison, leftAtom, place);
  } else if (left === undefined || equalAtoms(leftAtom, rightAtom)) {
    isLeaf = compareAs(comparison, rightAtom, place);
  } else {
    compareAs(comparison, leftAtom, place);
    isLeaf = compareAs(comparison, rightAtom, place);
  }
  if (isLeaf) return;
  if (left === undefined) insert(comparison.added, path);
  else if (right === undefined) insert(comparison.removed, path);
}

/** True when the value was compared as a whole. */
function compareAs(comparison: Comparison, atom: Atom, place: Place): boolean {
  if (atom.map) return compareMaps(comparison, atom.map, place);
  if (atom.list && !atom.scalar) return compareLists(comparison, atom.list, place);
  return compareLeaves(comparison, place);
}

function compareLeaves(comparison: Comparison, { path, left, right }: Place): true {
  if (left === undefined) insert(comparison.added, path);
  else if (right === undefined) insert(comparison.removed, path);
  else if (isRestated(right) || !equalValues(left, right)) insert(comparison.modified, path);
  return true;
}

function compareMaps(comparison: Comparison, map: MapType, place: Place): boolean {
  const left = asMap(place.left) ?? {};
  const right = asMap(place.right) ?? {};
  const names = [Object.keys(left), Object.keys(right)] as const;
  if (map.atomic || names[0].length + names[1].length === 0)
    return compareLeaves(comparison, place);
  const compareField = (name: string) => {
    const before = own(left, name);
    const after = own(right, name);
    // What is the same differs in nothing below either.
    if (before === after) return;
    const type = fieldType(map, name);
    if (!type) return;
    const path = [...place.path, fieldElement(name)];
    compare(comparison, { type, path, left: before, right: after });
  };
  for (const name of names[0]) compareField(name);
  for (const name of names[1]) if (!Object.hasOwn(left, name)) compareField(name);
  return false;
}

function compareLists(comparison: Comparison, list: ListType, place: Place): boolean {
  const left = asList(place.left) ?? [];
  const right = asList(place.right) ?? [];
  if (!list.associative || (left.length === 0 && right.length === 0)) {
    return compareLeaves(comparison, place);
  }
  const leftItems = byElement(list, left);
  const rightItems = byElement(list, right);
  for (const element of new Set([...leftItems.keys(), ...rightItems.keys()])) {
    const path = [...place.path, element];
    const before = leftItems.get(element) ?? [];
    const after = rightItems.get(element) ?? [];
    const item = (was: Value, is: Value) =>
      compare(comparison, { type: list.element, path, left: was, right: is });
    if (before.length <= 1 && after.length <= 1) {
      item(before[0], after[0]);
    } else if (before.length >= 2 && after.length >= 2) {
      if (!equalValues(before, after)) insert(comparison.modified, path);
    } else if (before.length >= 2) {
      if (after.length > 0) item(undefined, after[0]);
      insert(comparison.removed, path);
    } else {
      if (before.length > 0) item(before[0], undefined);
      insert(comparison.added, path);
    }
  }
  return false;
}

function byElement(list: ListType, items: readonly Value[]): Map<PathElement, Value[]> {
  return Map.groupBy(items, (item) => itemElement(list, item));
}
