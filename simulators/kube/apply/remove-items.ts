import { emptySet, type FieldSet, isEmpty } from "./field-set.ts";
import { isMap, type Value } from "./json-value.ts";
import { itemElementIfAny } from "./list-items.ts";
import { fieldElement } from "./path-element.ts";
import {
  deduceAtom,
  fieldType,
  type ListType,
  type MapType,
  type Type,
  untypedAtomic,
} from "./type.ts";

/** A value without the fields and list items of a set. What is left of a part that is empty then is null. */
export function removeItems(type: Type, value: Value, set: FieldSet): Value {
  const atom = deduceAtom(type(), value);
  if (atom.map) return removeFromMap(atom.map, value, set);
  if (atom.list && !atom.scalar) return removeFromList(atom.list, value, set);
  return value;
}

function removeFromMap(map: MapType, value: Value, set: FieldSet): Value {
  // Nothing is removed from inside of what is owned as a whole: it goes.
  if (!isMap(value) || map.atomic) return null;
  const left: [string, Value][] = [];
  for (const [name, field] of Object.entries(value)) {
    const element = fieldElement(name);
    if (set.members.has(element)) continue;
    const below = set.children.get(element) ?? emptySet();
    const type = fieldType(map, name) ?? untypedAtomic;
    left.push([name, isEmpty(below) ? field : removeItems(type, field, below)]);
  }
  return left.length > 0 ? Object.fromEntries(left) : null;
}

function removeFromList(list: ListType, value: Value, set: FieldSet): Value {
  if (!Array.isArray(value) || !list.associative) return null;
  const left: Value[] = [];
  for (const item of value) {
    const element = itemElementIfAny(list, item);
    if (element !== undefined && set.members.has(element)) continue;
    const below = (element !== undefined && set.children.get(element)) || emptySet();
    left.push(isEmpty(below) ? item : removeItems(list.element, item, below));
  }
  return left.length > 0 ? left : null;
}
