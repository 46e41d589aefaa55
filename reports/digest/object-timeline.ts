import type { ChangeLatency } from "../../harness/analysis/latency.ts";
import { type Stage, stages } from "../../harness/core/metrics.ts";

/** Every change on its way to every object, in columns: a few bytes each. */
export interface ObjectTimeline {
  /** `namespace/name` of each Kustomization that changes went to. */
  objects: string[];
  /** Of each change, by the time of its push: which object, when it was pushed, and how long each stage took. */
  object: number[];
  atMs: number[];
  stages: Record<Stage, (number | null)[]>;
  /** Later changes that are left out. */
  left: number;
}

const changesMax = 40_000;

/** Null where no change was pushed. `pushedMs` has the times of pushes by their `seq`. */
export function objectTimeline(
  latencies: readonly ChangeLatency[],
  pushedMs: ReadonlyMap<number, number>,
): ObjectTimeline | null {
  if (latencies.length === 0) return null;
  const shown = latencies.slice(0, changesMax);
  const objects = [...new Set(shown.map(({ kustomization }) => kustomization))].sort();
  const rows = new Map(objects.map((name, index) => [name, index]));
  const column = (stage: Stage) =>
    shown.map((change) => {
      const ms = change.stages[stage];
      return ms === null ? null : Math.round(ms);
    });
  const byStage = Object.fromEntries(stages.map((stage) => [stage, column(stage)]));
  return {
    objects,
    object: shown.map(({ kustomization }) => rows.get(kustomization) ?? 0),
    atMs: shown.map(({ commitSeq }) => Math.round(pushedMs.get(commitSeq) ?? 0)),
    stages: byStage as Record<Stage, (number | null)[]>,
    left: latencies.length - shown.length,
  };
}
