import { asMap, isMap, printValue } from "./json-value.ts";
import { keyElement, type PathElement, valueElement } from "./path-element.ts";
import type { ListType } from "./type.ts";

/** A value does not fit its type; `message` as the API server words it, without a path. */
export class TypeMismatch extends Error {
  override readonly name = "TypeMismatch";
}

/** The step that leads to an item of a set or of a list with keys. Keys that are missing have their default. */
export function itemElement(list: ListType, item: unknown): PathElement {
  if (list.keys.length === 0) return setElement(item);
  if (item === null || item === undefined) {
    throw new TypeMismatch("associative list with keys may not have a null element");
  }
  if (!isMap(item)) {
    throw new TypeMismatch("associative list with keys may not have non-map elements");
  }
  const fields = list.element().map?.fields;
  const keys: Record<string, unknown> = {};
  for (const name of list.keys) {
    const value = Object.hasOwn(item, name) ? item[name] : fields?.get(name)?.default;
    if (value !== undefined) keys[name] = value;
  }
  if (Object.keys(keys).length === 0) {
    const names = list.keys.map((name) => JSON.stringify(name)).join(" ");
    throw new TypeMismatch(
      `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
    );
  }
  return keyElement(keys);
}

/** The same, or undefined where the item has none. */
export function itemElementIfAny(list: ListType, item: unknown): PathElement | undefined {
  try {
    return itemElement(list, item);
  } catch (error) {
    if (error instanceof TypeMismatch) return undefined;
    throw error;
  }
}

function setElement(item: unknown): PathElement {
  if (asMap(item)) {
    throw new TypeMismatch("associative list without keys has an element that's a map type");
  }
  if (Array.isArray(item)) {
    throw new TypeMismatch("not supported: associative list with lists as elements");
  }
  if (item === null || item === undefined) {
    throw new TypeMismatch("associative list without keys has an element that's an explicit null");
  }
  return valueElement(item);
}

/** A value as messages show it. */
export function shown(value: unknown): string {
  return `&{${printValue(value)}}`;
}
