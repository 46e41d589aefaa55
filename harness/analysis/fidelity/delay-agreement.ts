import type { HistoryEntry } from "../../core/history.ts";
import type { Agreement } from "./request-agreement.ts";

/** How long a source waited before it tried again after a failure. */
export interface DelayDifference {
  repository: string;
  /** Number of the failure, from 1. */
  failure: number;
  /** Milliseconds: the shortest and the longest that recordings have. */
  recordedMs: [number, number];
  seenMs: number[];
}

/** Beyond the spread of recordings: this share of the delay, and so much for what else goes on. */
const tolerance = { share: 0.15, ms: 400 };

/**
 * Holds the waits between failed looks at a repository to those of recorded runs: the back-off. Only
 * failures that every recording and run has are compared.
 */
export function compareDelays(
  recordings: readonly (readonly HistoryEntry[])[],
  runs: readonly (readonly HistoryEntry[])[],
): Agreement<DelayDifference> {
  const recorded = recordings.map(delaysOf);
  const seen = runs.map(delaysOf);
  const result: Agreement<DelayDifference> = { shares: [], differences: [] };
  for (const repository of [...(recorded[0]?.keys() ?? [])].sort()) {
    const own = [...recorded, ...seen].map((each) => each.get(repository) ?? []);
    const common = Math.min(...own.map(({ length }) => length));
    if (common === 0) continue;
    const differences = Array.from({ length: common }, (_, index): DelayDifference[] => {
      const of = (delays: Map<string, number[]>[]) =>
        delays.map((each) => Math.round(each.get(repository)?.[index] ?? 0));
      const [before, now] = [of(recorded), of(seen)];
      const range: [number, number] = [Math.min(...before), Math.max(...before)];
      const near = now.every((ms) => isNear(ms, range));
      return near ? [] : [{ repository, failure: index + 1, recordedMs: range, seenMs: now }];
    }).flat();
    result.shares.push({
      of: `retries of ${repository}`,
      total: common,
      agree: common - differences.length,
    });
    result.differences.push(...differences);
  }
  return result;
}

function isNear(ms: number, [shortest, longest]: [number, number]): boolean {
  const slackMs = tolerance.ms + tolerance.share * longest;
  return ms >= shortest - slackMs && ms <= longest + slackMs;
}

/** By repository, from each failed look to the next, as long as looks fail. */
function delaysOf(history: readonly HistoryEntry[]): Map<string, number[]> {
  const delays = new Map<string, number[]>();
  const failedAt = new Map<string, number>();
  for (const entry of history) {
    if (entry.type !== "git.request" || entry.endpoint !== "refs") continue;
    const { repository, status, tMs, ended } = entry;
    const before = failedAt.get(repository);
    if (before !== undefined) {
      delays.set(repository, [...(delays.get(repository) ?? []), tMs - before]);
    }
    if (status >= 400 || status === 0 || ended === "cut") failedAt.set(repository, tMs);
    else failedAt.delete(repository);
  }
  return delays;
}
