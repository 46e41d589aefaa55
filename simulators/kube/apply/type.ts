import type { Json } from "../../../harness/core/json.ts";

/**
 * What typed merge knows of a value: it may be a scalar, a list or a map; more than one where the schema
 * leaves it open. Types refer to themselves, so they are had by a call.
 */
export type Type = () => Atom;

export interface Atom {
  scalar?: Scalar;
  list?: ListType;
  map?: MapType;
}

export type Scalar = "numeric" | "string" | "boolean" | "untyped";

export interface ListType {
  /** A set or a list with keys, whose items are merged; else the list is one value. */
  associative: boolean;
  /** None for a set. */
  keys: readonly string[];
  element: Type;
}

export interface MapType {
  atomic: boolean;
  fields: ReadonlyMap<string, MapField>;
  /** Type of what is not among the fields; absent: nothing else may be there. */
  element?: Type;
}

export interface MapField {
  type: Type;
  default?: Json;
}

const untypedAtomicAtom: Atom = {
  scalar: "untyped",
  list: { associative: false, keys: [], element: () => untypedAtomicAtom },
  map: { atomic: true, fields: new Map(), element: () => untypedAtomicAtom },
};

const deducedAtom: Atom = {
  scalar: "untyped",
  list: { associative: false, keys: [], element: () => untypedAtomicAtom },
  map: { atomic: false, fields: new Map(), element: () => deducedAtom },
};

/** Anything, owned as a whole. */
export const untypedAtomic: Type = () => untypedAtomicAtom;

/** Anything: maps are merged, all else is owned as a whole. */
export const deduced: Type = () => deducedAtom;

/** The type of `name` in a map, if it may be there. */
export function fieldType(map: MapType, name: string): Type | undefined {
  return map.fields.get(name)?.type ?? map.element;
}

/** The part of an atom that fits a value; all of it where none does, or the value is null or absent. */
export function deduceAtom(atom: Atom, value: unknown): Atom {
  if (value === undefined || value === null) return atom;
  const { scalar, list, map } = atom;
  // What fits may be all there is.
  if (Array.isArray(value)) return list && (scalar || map) ? { list } : atom;
  if (typeof value === "object") return map && (scalar || list) ? { map } : atom;
  return scalar && (list || map) ? { scalar } : atom;
}

export function equalAtoms(a: Atom, b: Atom): boolean {
  return a.scalar === b.scalar && a.list === b.list && a.map === b.map;
}
