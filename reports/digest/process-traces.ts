import type { HistoryEntry } from "../../harness/core/history.ts";
import { decimate } from "./decimate.ts";

/** What is told of a process: its lives, and what it used meanwhile. */
export type ProcessEntry = Extract<
  HistoryEntry,
  { type: "process.start" | "process.exit" | "process.usage" }
>;

/** A trace of each process, by name. */
export function traceProcesses<Trace extends { process: string }>(
  entries: readonly HistoryEntry[],
  trace: (process: string, entries: readonly ProcessEntry[]) => Trace,
): Trace[] {
  const byProcess = Map.groupBy(entries.filter(isOfProcess), (entry) => entry.process);
  return [...byProcess]
    .map(([process, own]) => trace(process, own))
    .sort((a, b) => (a.process < b.process ? -1 : 1));
}

function isOfProcess(entry: HistoryEntry): entry is ProcessEntry {
  return (
    entry.type === "process.start" ||
    entry.type === "process.exit" ||
    entry.type === "process.usage"
  );
}

const samplesMax = 2000;

/**
 * Samples in the order of their times, as columns; of too many those that hold the peaks of `lines`. An exit is
 * stamped when it happened, which may be before the last sample was written down.
 */
export function columnsOf<Sample extends { tMs: number }, Name extends keyof Sample>(
  samples: readonly Sample[],
  lines: (sample: Sample) => (number | null)[],
  names: readonly Name[],
): { tMs: number[] } & { [Own in Name]: Sample[Own][] } {
  const kept = decimate(
    samples.toSorted((a, b) => a.tMs - b.tMs),
    lines,
    samplesMax,
  );
  const columns = names.map((name) => [name, kept.map((sample) => sample[name])]);
  return { tMs: kept.map(({ tMs }) => tMs), ...Object.fromEntries(columns) };
}
