import type { HistoryEntry } from "../../harness/core/history.ts";
import { columnsOf, type ProcessEntry, traceProcesses } from "./process-traces.ts";

/**
 * CPU time over time of one process that ran under a CPU limit, in CPUs: seconds a second since the sample
 * before. Null where that isn't known, or the process was down.
 */
export interface CpuTrace {
  process: string;
  tMs: number[];
  used: (number | null)[];
  /** What its quota kept from running, each CPU's counted by itself. */
  throttled: (number | null)[];
  limit: (number | null)[];
}

interface Sample {
  tMs: number;
  used: number | null;
  throttled: number | null;
  limit: number | null;
}

type Usage = Extract<HistoryEntry, { type: "process.usage" }>;

/** The processes that had a CPU limit, by name. */
export function cpuTraces(entries: readonly HistoryEntry[]): CpuTrace[] {
  return traceProcesses(entries, trace).filter(({ limit }) =>
    limit.some((value) => value !== null),
  );
}

function trace(process: string, entries: readonly ProcessEntry[]): CpuTrace {
  const samples: Sample[] = [];
  let limit: number | null = null;
  let before: Usage | undefined;
  for (const entry of entries) {
    const { tMs } = entry;
    if (entry.type === "process.usage") {
      samples.push({ tMs, limit, ...ratesSince(before, entry) });
      before = entry;
    } else if (entry.type === "process.start") {
      limit = entry.cpuLimitMilli === undefined ? null : entry.cpuLimitMilli / 1000;
    } else {
      samples.push({ tMs, limit, used: null, throttled: null });
      before = undefined;
    }
  }
  const lines = ({ used, throttled }: Sample) => [used, throttled];
  return { process, ...columnsOf(samples, lines, ["used", "throttled", "limit"]) };
}

/** Counters never go back; where one does, it is another's, and nothing is known of between. */
function ratesSince(before: Usage | undefined, now: Usage): Pick<Sample, "used" | "throttled"> {
  const seconds = before ? (now.tMs - before.tMs) / 1000 : 0;
  const rate = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined || to < from || seconds <= 0
      ? null
      : Number(((to - from) / seconds).toFixed(4));
  return {
    used: rate(before?.cpuSeconds, now.cpuSeconds),
    throttled: rate(before?.throttledSeconds, now.throttledSeconds),
  };
}
