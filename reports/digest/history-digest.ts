import { type ChangeLatency, latencies } from "../../harness/analysis/latency.ts";
import type { HistoryEntry } from "../../harness/core/history.ts";
import { type CpuTrace, cpuTraces } from "./cpu-trace.ts";
import { type ExcerptEntry, excerpt } from "./excerpt.ts";
import { type RequestBuckets, requestBuckets } from "./git-requests.ts";
import { type LatencyCurve, latencyCurve } from "./latency-curve.ts";
import { type MemoryTrace, memoryTraces } from "./memory-trace.ts";
import { type ObjectTimeline, objectTimeline } from "./object-timeline.ts";
import { type FaultSpan, faultSpans, type StepSpan, stepSpans } from "./spans.ts";

/** What reports show of a history: small however long the run was. */
export interface HistoryDigest {
  /** Entries in the whole history. */
  entries: number;
  /** `tMs` of the last entry. */
  durationMs: number;
  /** The last line was not whole: the run was killed while it wrote. */
  cut: boolean;
  /** How the run ended; null when it was killed. */
  end: { outcome: "done" | "interrupted" | "error"; because?: string } | null;
  /** The entries that verdicts name as evidence, with their neighbours. */
  excerpt: ExcerptEntry[];
  steps: StepSpan[];
  faults: FaultSpan[];
  commits: { seq: number; tMs: number; repository: string }[];
  unsupported: { what: string; because: string }[];
  /** Changes pushed during the run; null when there were none. */
  latency: LatencyCurve | null;
  /** Objects that met a commit already there; null when there were none. */
  coldStart: LatencyCurve | null;
  /** The changes that were pushed during the run, object by object; null when there were none. */
  objects: ObjectTimeline | null;
  memory: MemoryTrace[];
  /** Of those that ran under a CPU limit. */
  cpu: CpuTrace[];
  gitRequests: RequestBuckets;
}

export function digestHistory({
  entries,
  cut = false,
  evidence = [],
  controllers,
}: {
  entries: readonly HistoryEntry[];
  cut?: boolean;
  /** `seq` of the entries that verdicts name. */
  evidence?: readonly number[];
  /** Whose memory and CPU time are shown; every process's if absent. */
  controllers?: readonly string[];
}): HistoryDigest {
  const durationMs = Math.max(0, entries.at(-1)?.tMs ?? 0);
  const [cold, warm] = partition(latencies(entries), (latency) => latency.cold);
  const commits = entries
    .filter((entry) => entry.type === "git.commit")
    .map(({ seq, tMs, repository }) => ({ seq, tMs, repository }));
  const end = entries.findLast((entry) => entry.type === "run.end");
  const isShown = ({ process }: { process: string }) => controllers?.includes(process) ?? true;
  return {
    entries: entries.length,
    durationMs,
    cut,
    end: end ? { outcome: end.outcome, ...(end.because && { because: end.because }) } : null,
    excerpt: excerpt(entries, evidence),
    steps: stepSpans(entries, durationMs),
    faults: faultSpans(entries, durationMs),
    commits,
    unsupported: entries
      .filter((entry) => entry.type === "unsupported")
      .map(({ what, because }) => ({ what, because })),
    latency: latencyCurve(warm),
    coldStart: latencyCurve(cold),
    objects: objectTimeline(warm, new Map(commits.map(({ seq, tMs }) => [seq, tMs]))),
    memory: memoryTraces(entries).filter(isShown),
    cpu: cpuTraces(entries).filter(isShown),
    gitRequests: requestBuckets(entries, durationMs),
  };
}

function partition(
  all: readonly ChangeLatency[],
  holds: (latency: ChangeLatency) => boolean,
): [ChangeLatency[], ChangeLatency[]] {
  return [all.filter(holds), all.filter((latency) => !holds(latency))];
}
