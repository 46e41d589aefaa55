/**
 * Parts of objects that were gone through and need nothing, by the rule that was asked of them, a schema or
 * a type: what an update leaves alone is shared with the live object, and objects are never changed in place.
 */
export interface KnownParts<Rule extends object> {
  /** Whether a value is known to need nothing, by a rule; of what is no object nothing is remembered. */
  knows(rule: Rule, value: unknown): boolean;
  note(rule: Rule, value: unknown): void;
  /** `work(value)`, unless that gave `value` itself before, for the same rule and `how`: a bit, 1 unless told. */
  sparing<T>(rule: Rule, value: T, work: () => T, how?: number): T;
}

/** @returns what remembers for as long as rules and objects are there. */
export function createKnownParts<Rule extends object>(): KnownParts<Rule> {
  const known = new WeakMap<Rule, WeakMap<object, number>>();
  const partsBy = (rule: Rule) => {
    let parts = known.get(rule);
    if (!parts) {
      parts = new WeakMap();
      known.set(rule, parts);
    }
    return parts;
  };
  return {
    knows(rule, value) {
      if (typeof value !== "object" || value === null) return false;
      return ((known.get(rule)?.get(value) ?? 0) & 1) !== 0;
    },
    note(rule, value) {
      if (typeof value !== "object" || value === null) return;
      const parts = partsBy(rule);
      parts.set(value, (parts.get(value) ?? 0) | 1);
    },
    sparing(rule, value, work, how = 1) {
      if (typeof value !== "object" || value === null) return work();
      const parts = partsBy(rule);
      const before = parts.get(value) ?? 0;
      if ((before & how) !== 0) return value;
      const result = work();
      if (result === value) parts.set(value, before | how);
      return result;
    },
  };
}
