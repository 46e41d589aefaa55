import type { HistoryEntry } from "../../harness/core/history.ts";

/** Requests at the Git host, counted by time and by how they ended. */
export interface RequestBuckets {
  widthMs: number;
  /** Start of each bucket. */
  tMs: number[];
  /** Most frequent first: an HTTP status, `cut` or `abandoned`; counts a bucket. */
  byResult: { result: string; total: number; counts: number[] }[];
}

const bucketsMax = 120;
const niceWidthsMs = [
  100, 250, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_800_000, 3_600_000,
];

export function requestBuckets(
  entries: readonly HistoryEntry[],
  durationMs: number,
): RequestBuckets {
  const widthMs =
    niceWidthsMs.find((width) => durationMs / width < bucketsMax) ??
    Math.ceil(durationMs / bucketsMax);
  const length = Math.floor(durationMs / widthMs) + 1;
  const counts = new Map<string, number[]>();
  for (const entry of entries) {
    if (entry.type !== "git.request") continue;
    const answered = entry.endpoint === "ssh" ? "ssh" : String(entry.status);
    const result = entry.ended === "whole" ? answered : entry.ended;
    const row = counts.get(result) ?? new Array<number>(length).fill(0);
    counts.set(result, row);
    const bucket = Math.min(length - 1, Math.max(0, Math.floor(entry.tMs / widthMs)));
    row[bucket] = (row[bucket] ?? 0) + 1;
  }
  const byResult = [...counts]
    .map(([result, row]) => ({ result, total: sum(row), counts: row }))
    .sort((a, b) => b.total - a.total || (a.result < b.result ? -1 : 1));
  return { widthMs, tMs: Array.from({ length }, (_, index) => index * widthMs), byResult };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
