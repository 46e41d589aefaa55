import { isObject } from "../../schema/is-object.ts";

export type Fields = Record<string, unknown>;

/** Sets each of `values` that `target` does not have: to Go the empty string of a name is none. */
export function setMissing(target: Fields, values: Fields): void {
  for (const [key, value] of Object.entries(values))
    if (target[key] === undefined || target[key] === null || target[key] === "")
      target[key] = structuredClone(value);
}

/** The object at `key`, if there is one. */
export function part(target: unknown, key: string): Fields | undefined {
  const value = isObject(target) ? target[key] : undefined;
  return isObject(value) ? value : undefined;
}

/** The object at `key`, made if it is missing. */
export function ownPart(target: Fields, key: string): Fields {
  const known = part(target, key);
  if (known) return known;
  const made: Fields = {};
  target[key] = made;
  return made;
}

/** The objects of the list at `key`. */
export function parts(target: unknown, key: string): Fields[] {
  const value = isObject(target) ? target[key] : undefined;
  return Array.isArray(value) ? value.filter(isObject) : [];
}
