import type { ApiObject } from "../model/api-object.ts";

/** One write to a resource. */
export interface Change {
  type: "ADDED" | "MODIFIED" | "DELETED";
  revision: number;
  /** The state after the change; of a deletion the last state, stamped with the deletion's revision. */
  object: ApiObject;
  /** The state before; absent for ADDED. */
  previous?: ApiObject;
}

/** The newest changes of one resource, oldest first, with a bound on how many are kept. */
export interface ChangeLog {
  append(change: Change): void;
  /** All changes after `revision`, or undefined when some of them are no longer kept. */
  since(revision: number): Change[] | undefined;
  /** Forgets the changes up to `revision`. */
  compact(revision: number): void;
}

export function createChangeLog(limit: number): ChangeLog {
  let changes: Change[] = [];
  let compacted = 0;
  const indexAfter = (revision: number) => {
    let low = 0;
    let high = changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((changes[middle]?.revision ?? 0) > revision) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    append(change) {
      changes.push(change);
      // Dropped a half at a time, so that a write costs the same at any length.
      if (changes.length < 2 * limit) return;
      compacted = changes[changes.length - limit - 1]?.revision ?? compacted;
      changes = changes.slice(-limit);
    },
    since(revision) {
      if (revision < compacted) return undefined;
      return changes.slice(indexAfter(revision));
    },
    compact(revision) {
      compacted = Math.max(compacted, revision);
      changes = changes.slice(indexAfter(revision));
    },
  };
}
