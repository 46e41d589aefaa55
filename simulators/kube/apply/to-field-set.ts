import { emptySet, type FieldSet, insert, type Path } from "./field-set.ts";
import { asList, asMap, isMap, type Value } from "./json-value.ts";
import { itemElementIfAny } from "./list-items.ts";
import { fieldElement, type PathElement } from "./path-element.ts";
import { deduceAtom, fieldType, type ListType, type MapType, type Type } from "./type.ts";

/** Every leaf and list item a value mentions. */
export function toFieldSet(type: Type, value: Value): FieldSet {
  const set = emptySet();
  visit(set, { type, value, path: [] });
  return set;
}

interface Place {
  type: Type;
  value: Value;
  path: Path;
}

function visit(set: FieldSet, { type, value, path }: Place): void {
  const atom = deduceAtom(type(), value);
  if (atom.map) visitMap(set, atom.map, value, path);
  else if (atom.scalar) insert(set, path);
  else if (atom.list) visitList(set, atom.list, value, path);
}

function visitMap(set: FieldSet, map: MapType, value: Value, path: Path): void {
  if (map.atomic) {
    insert(set, path);
    return;
  }
  for (const [name, field] of Object.entries(asMap(value) ?? {})) {
    const type = fieldType(map, name);
    if (!type) continue;
    const below = [...path, fieldElement(name)];
    visit(set, { type, value: field, path: below });
    const isEmptyValue = field === null || (isMap(field) && Object.keys(field).length === 0);
    // A field that may have any name is owned itself, and not only what it holds.
    if (isEmptyValue || !map.fields.has(name)) insert(set, below);
  }
}

function visitList(set: FieldSet, list: ListType, value: Value, path: Path): void {
  if (!list.associative) {
    insert(set, path);
    return;
  }
  const items = asList(value) ?? [];
  const counts = new Map<PathElement, number>();
  const elements = items.map((item) => {
    const element = itemElementIfAny(list, item);
    if (element !== undefined) counts.set(element, (counts.get(element) ?? 0) + 1);
    return element;
  });
  for (const [index, element] of elements.entries()) {
    if (element === undefined) continue;
    const below = [...path, element];
    // An item that is there more than once is owned as a whole.
    if (counts.get(element) === 1) {
      visit(set, { type: list.element, value: items[index], path: below });
    }
    insert(set, below);
  }
}
