/** Milliseconds; null where nothing was measured. */
export interface LatencySummary {
  /** Objects that arrived. */
  count: number;
  /** Objects that never arrived. */
  missing: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

/** Stages of a change on its way, each measured from the push. */
export const stages = ["artifact", "attempted", "applied", "ready"] as const;
export type Stage = (typeof stages)[number];

export type StagedLatency = LatencySummary & { byStage: Record<Stage, LatencySummary> };

/** Memory of one controller in bytes; null where the machine could not measure it. */
export interface MemorySummary {
  rssPeak: number | null;
  workingSetPeak: number | null;
  anonPeak: number | null;
  /** Resident memory at the last sample. */
  atEnd: number | null;
  limit: number | null;
  oomKills: number | null;
  restarts: number;
}

/** What a CPU limit did to one controller. */
export interface ThrottlingSummary {
  /** Thousandths of a CPU. */
  limitMilli: number;
  /** Periods of the quota in which anything ran; null where the machine doesn't tell. */
  cpuPeriods: number | null;
  /** Those whose quota was used up before their end. */
  throttledPeriods: number | null;
  /** Seconds it was kept from running, each CPU's counted by itself. */
  throttledSeconds: number | null;
}

/** `metrics.json`, a pure function of the history. */
export interface Metrics {
  /** From the push of each commit that a step made to Ready, for every Kustomization on its repository. */
  latencyMs: StagedLatency;
  /** From the making of each object to its first Ready, on the commits that were there before. */
  coldStartMs: StagedLatency;
  memoryBytes: Record<string, MemorySummary>;
  cpuSeconds: Record<string, number>;
  /** Of the controllers that ran under a CPU limit; absent where none did. */
  throttling?: Record<string, ThrottlingSummary>;
  requests: {
    /** Requests at the Git host: `refs`, `pack`, `other`. */
    git: Record<string, number>;
    kubernetes: Record<string, Record<string, number>>;
  };
}
