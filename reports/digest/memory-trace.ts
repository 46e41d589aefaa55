import type { HistoryEntry } from "../../harness/core/history.ts";
import { columnsOf, type ProcessEntry, traceProcesses } from "./process-traces.ts";

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

/** The processes whose memory was sampled, by name. */
export function memoryTraces(entries: readonly HistoryEntry[]): MemoryTrace[] {
  return traceProcesses(entries, trace).filter(({ rss }) => rss.some((value) => value !== null));
}

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
  const lines = ({ rss, workingSet, anon }: Sample) => [rss, workingSet, anon];
  return { process, ...columnsOf(samples, lines, ["rss", "workingSet", "anon", "limit"]), marks };
}

function exitMark({ oomKilled, signal, code }: Extract<HistoryEntry, { type: "process.exit" }>): {
  kind: "oom" | "exit";
  text: string;
} {
  if (oomKilled) return { kind: "oom", text: "out of memory, killed by the kernel" };
  return { kind: "exit", text: signal ? `ended by ${signal}` : `exit code ${code}` };
}
