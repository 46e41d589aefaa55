import type { Schema } from "../model/schema.ts";

/**
 * Parts of objects that were gone through and need nothing, by their schema: what an update leaves alone
 * is shared with the live object, and objects are never changed in place.
 */
export interface KnownParts {
  /** `work(value)`, unless that gave `value` itself before, for the same schema and `how`. */
  sparing<T>(schema: Schema, value: T, work: () => T, how?: number): T;
}

/** @returns what remembers for as long as schemas and objects are there. */
export function createKnownParts(): KnownParts {
  const known = new WeakMap<Schema, WeakMap<object, number>>();
  return {
    sparing(schema, value, work, how = 1) {
      if (typeof value !== "object" || value === null) return work();
      const parts = known.get(schema) ?? new WeakMap<object, number>();
      const before = parts.get(value) ?? 0;
      if (before & how) return value;
      const result = work();
      if (result === value) known.set(schema, parts.set(value, before | how));
      return result;
    },
  };
}
