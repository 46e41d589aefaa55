import {
  differenceBelow,
  emptySet,
  type FieldSet,
  insert,
  isEmpty,
  type Path,
  union,
} from "./field-set.ts";
import { elementKind, fieldName } from "./path-element.ts";
import { deduced, fieldType, type MapType, type Type } from "./type.ts";

/**
 * A set as it must be under a schema that made lists or maps atomic since it was written: who owned
 * something inside of one now owns the whole of it.
 */
export function reconcileWithSchema(set: FieldSet, type: Type): FieldSet {
  const known = reconciled.get(set);
  if (known?.type === type) return known.result;
  const result = reconcile(set, type);
  reconciled.set(set, { type, result });
  return result;
}

/** Sets never change, and the same ones come with each update of an object. */
const reconciled = new WeakMap<FieldSet, { type: Type; result: FieldSet }>();

function reconcile(set: FieldSet, type: Type): FieldSet {
  const atomic = emptySet();
  visit({ set, type, path: [], isWhole: false, atomic });
  return isEmpty(atomic) ? set : union(differenceBelow(set, atomic), atomic);
}

interface Visit {
  set: FieldSet | undefined;
  type: Type;
  path: Path;
  /** Owned itself, with nothing inside. */
  isWhole: boolean;
  atomic: FieldSet;
}

function visit(place: Visit): void {
  const { map, scalar, list } = place.type();
  if (map) visitMap(place, map);
  else if (list && !scalar) {
    if (!list.associative) {
      if (!place.isWhole) insert(place.atomic, place.path);
    } else visitBelow(place, () => list.element);
  }
}

function visitMap(place: Visit, map: MapType): void {
  if (map.element === deduced && map.fields.size === 0) return;
  if (map.atomic) {
    if (!place.isWhole && place.set && !isEmpty(place.set)) insert(place.atomic, place.path);
    return;
  }
  visitBelow(place, (element) =>
    elementKind(element) === "field" ? fieldType(map, fieldName(element)) : map.element,
  );
}

function visitBelow(place: Visit, typeOf: (element: string) => Type | undefined): void {
  const { set } = place;
  if (!set) return;
  for (const element of set.members.union(new Set(set.children.keys()))) {
    const type = typeOf(element);
    if (!type) continue;
    const child = set.children.get(element);
    const isWhole = set.members.has(element) && !child;
    visit({ ...place, set: child, type, path: [...place.path, element], isWhole });
  }
}
