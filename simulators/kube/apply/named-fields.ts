import type { FieldSet } from "./field-set.ts";
import { elementKind, fieldName, type PathElement } from "./path-element.ts";
import { type Atom, fieldType } from "./type.ts";

/**
 * A set with the named fields of structures above its paths: a structure is owned only by what it
 * holds, yet goes when the last of that goes.
 */
export function withNamedFields(set: FieldSet, atom: Atom | undefined): FieldSet {
  const members = new Set(set.members);
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of set.children) {
    if (elementKind(element) === "field" && atom?.map?.fields.has(fieldName(element))) {
      members.add(element);
    }
    children.set(element, withNamedFields(child, atomBelow(atom, element)));
  }
  return { members, children };
}

function atomBelow(atom: Atom | undefined, element: PathElement): Atom | undefined {
  const kind = elementKind(element);
  if (kind === "field" && atom?.map) return fieldType(atom.map, fieldName(element))?.();
  if (kind === "key" && atom?.list) return atom.list.element();
  return undefined;
}
