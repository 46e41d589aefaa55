import type { Schema } from "../model/schema.ts";

/**
 * Parts of objects that were gone through and need nothing, by their schema: what an update leaves alone
 * is shared with the live object, and objects are never changed in place.
 */
export interface KnownParts {
  /** Whether a value is known to need nothing, by a schema and for the sake of `how`: a bit, 1 unless told. */
  knows(schema: Schema, value: unknown, how?: number): boolean;
  note(schema: Schema, value: unknown, how?: number): void;
  /** `work(value)`, unless that gave `value` itself before, for the same schema and `how`. */
  sparing<T>(schema: Schema, value: T, work: () => T, how?: number): T;
}

/** @returns what remembers for as long as schemas and objects are there. */
export function createKnownParts(): KnownParts {
  const known = new WeakMap<Schema, WeakMap<object, number>>();
  const knows = (schema: Schema, value: unknown, how = 1) => {
    if (typeof value !== "object" || value === null) return false;
    return ((known.get(schema)?.get(value) ?? 0) & how) !== 0;
  };
  const note = (schema: Schema, value: unknown, how = 1) => {
    if (typeof value !== "object" || value === null) return;
    const parts = known.get(schema) ?? new WeakMap<object, number>();
    known.set(schema, parts.set(value, (parts.get(value) ?? 0) | how));
  };
  return {
    knows,
    note,
    sparing(schema, value, work, how) {
      if (knows(schema, value, how)) return value;
      const result = work();
      if (result === value) note(schema, value, how);
      return result;
    },
  };
}
