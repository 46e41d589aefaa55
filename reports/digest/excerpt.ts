import type { HistoryEntry } from "../../harness/core/history.ts";

/** One entry of a history excerpt. */
export interface ExcerptEntry {
  entry: HistoryEntry;
  /** A verdict names it; the others are its neighbours. */
  cited: boolean;
}

/** Entries shown before and after each one that a verdict names. */
const neighbours = 2;

/** The cited entries and a few around each, in order of `seq`. */
export function excerpt(
  entries: readonly HistoryEntry[],
  evidence: readonly number[],
): ExcerptEntry[] {
  const cited = new Set(evidence);
  const shown = new Set<number>();
  for (const seq of cited) {
    for (let near = seq - neighbours; near <= seq + neighbours; near += 1) shown.add(near);
  }
  return entries
    .filter((entry) => shown.has(entry.seq))
    .map((entry) => ({ entry, cited: cited.has(entry.seq) }));
}
