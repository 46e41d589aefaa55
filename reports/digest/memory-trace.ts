import type { HistoryEntry } from "../../harness/core/history.ts";
import { decimate } from "./decimate.ts";

/** Memory of one process over time, in bytes; null where it wasn't measured or the process was down. */
export interface MemoryTrace {
  process: string;
  tMs: number[];
  rss: (number | null)[];
  workingSet: (number | null)[];
  anon: (number | null)[];
  limit: (number | null)[];
  marks: { tMs: number; kind: "oom" | "exit" | "start"; text: string }[];
}

interface Sample {
  tMs: number;
  rss: number | null;
  workingSet: number | null;
  anon: number | null;
  limit: number | null;
}

const samplesMax = 2000;

/** The processes whose memory was sampled, by name. */
export function memoryTraces(entries: readonly HistoryEntry[]): MemoryTrace[] {
  const byProcess = Map.groupBy(
    entries.filter(
      (entry) =>
        entry.type === "process.start" ||
        entry.type === "process.exit" ||
        entry.type === "process.usage",
    ),
    (entry) => entry.process,
  );
  return [...byProcess]
    .map(([process, own]) => trace(process, own))
    .filter((found) => found.rss.some((value) => value !== null))
    .sort((a, b) => (a.process < b.process ? -1 : 1));
}

type ProcessEntry = Extract<
  HistoryEntry,
  { type: "process.start" | "process.exit" | "process.usage" }
>;

function trace(process: string, entries: readonly ProcessEntry[]): MemoryTrace {
  const samples: Sample[] = [];
  const marks: MemoryTrace["marks"] = [];
  let limit: number | null = null;
  for (const entry of entries) {
    const { tMs } = entry;
    if (entry.type === "process.usage") {
      const { rss, workingSet = null, anon = null } = entry;
      samples.push({ tMs, rss, workingSet, anon, limit });
    } else if (entry.type === "process.start") {
      limit = entry.memoryLimitBytes ?? null;
      if (entry.restarts > 0) marks.push({ tMs, kind: "start", text: `restart ${entry.restarts}` });
    } else {
      // A gap in the lines: the next life's memory is not this one's.
      samples.push({ tMs, rss: null, workingSet: null, anon: null, limit });
      marks.push({ tMs, ...exitMark(entry) });
    }
  }
  // An exit is stamped when it happened, which may be before the last sample was written down.
  const kept = decimate(
    samples.sort((a, b) => a.tMs - b.tMs),
    ({ rss, workingSet, anon }) => [rss, workingSet, anon],
    samplesMax,
  );
  return {
    process,
    tMs: kept.map((sample) => sample.tMs),
    rss: kept.map((sample) => sample.rss),
    workingSet: kept.map((sample) => sample.workingSet),
    anon: kept.map((sample) => sample.anon),
    limit: kept.map((sample) => sample.limit),
    marks,
  };
}

function exitMark({ oomKilled, signal, code }: Extract<HistoryEntry, { type: "process.exit" }>): {
  kind: "oom" | "exit";
  text: string;
} {
  if (oomKilled) return { kind: "oom", text: "out of memory, killed by the kernel" };
  return { kind: "exit", text: signal ? `ended by ${signal}` : `exit code ${code}` };
}
