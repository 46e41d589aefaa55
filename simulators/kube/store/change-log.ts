import type { ApiObject } from "../model/api-object.ts";

/** One write to a resource. */
export interface Change {
  type: "ADDED" | "MODIFIED" | "DELETED";
  revision: number;
  /** The state after the change; of a deletion the last state, stamped with the deletion's revision. */
  object: ApiObject;
  /** The state before; absent for ADDED. */
  previous?: ApiObject;
  /** Roughly what `object` holds in memory. */
  chars?: number;
}

/** The newest changes of one resource, oldest first, with a bound on how many are kept. */
export interface ChangeLog {
  append(change: Change): void;
  /** All changes after `revision`, or undefined when some of them are no longer kept. */
  since(revision: number): Change[] | undefined;
  /** Forgets the changes up to `revision`. */
  compact(revision: number): void;
  state(): ChangeLogState;
}

/** What a log holds at one moment, for others to begin with. */
export interface ChangeLogState {
  readonly changes: readonly Change[];
  readonly chars: number;
  readonly compacted: number;
}

/** Of all changes that are kept: a thousand of the largest objects would be gigabytes. */
const charsMax = 64 * 1024 * 1024;

const nothing: ChangeLogState = { changes: [], chars: 0, compacted: 0 };

export function createChangeLog(limit: number, from = nothing): ChangeLog {
  let changes = [...from.changes];
  let { chars, compacted } = from;
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
      chars += change.chars ?? 0;
      // Dropped a half at a time, so that a write costs the same at any length.
      const large = chars > charsMax;
      if (changes.length < 2 * limit && !large) return;
      const kept = large ? Math.min(limit, Math.floor(changes.length / 2)) : limit;
      compacted = changes[changes.length - kept - 1]?.revision ?? compacted;
      changes = kept === 0 ? [] : changes.slice(-kept);
      chars = changes.reduce((sum, each) => sum + (each.chars ?? 0), 0);
    },
    since(revision) {
      if (revision < compacted) return undefined;
      return changes.slice(indexAfter(revision));
    },
    compact(revision) {
      compacted = Math.max(compacted, revision);
      changes = changes.slice(indexAfter(revision));
      chars = changes.reduce((sum, each) => sum + (each.chars ?? 0), 0);
    },
    state: () => ({ changes: [...changes], chars, compacted }),
  };
}
