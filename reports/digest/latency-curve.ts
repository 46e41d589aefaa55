import { type ChangeLatency, reached } from "../../harness/analysis/latency.ts";
import { type Stage, stages } from "../../harness/core/metrics.ts";

/** How long which share of the changes took to each stage. */
export interface LatencyCurve {
  /** Changes in all, those that never arrived too. */
  total: number;
  /** Milliseconds for each of `shares`; null from where changes never arrived. */
  stages: Record<Stage, (number | null)[]>;
}

/** Percent of all changes, 0 to 100 in steps of a half: a few kilobytes for any number of changes. */
export const shares: readonly number[] = Array.from({ length: 201 }, (_, index) => index / 2);

/** Null for no changes. Never-arrived changes count as slower than all others. */
export function latencyCurve(latencies: readonly ChangeLatency[]): LatencyCurve | null {
  const total = latencies.length;
  if (total === 0) return null;
  const curve = (stage: Stage) => {
    const values = reached(latencies, stage);
    // Nearest rank, as in the figures of metrics.json, but of all changes instead of those that arrived.
    return shares.map((share) => values[Math.max(1, Math.ceil((share / 100) * total)) - 1] ?? null);
  };
  const byStage = Object.fromEntries(stages.map((stage) => [stage, curve(stage)]));
  return { total, stages: byStage as Record<Stage, (number | null)[]> };
}
