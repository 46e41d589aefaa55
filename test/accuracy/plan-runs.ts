import { join } from "node:path";
import type { PlannedPoint } from "../../harness/capacity/shapes.ts";
import type { Scenario } from "../../harness/core/scenario.ts";
import type { SweepPoint } from "../../harness/sweeps/points.ts";
import type { Experiment } from "./experiments.ts";

export interface PlannedRun extends SweepPoint {
  experiment: string;
  /** `warm-up` runs count for nothing: the first on a machine reads all programs from disk. */
  part: "warm-up" | "fit" | "verify";
}

/** All that is fitted first; then one of everything that is predicted after the other, and so again. */
export async function planRuns(request: {
  asked: readonly Experiment[];
  repeats: number;
  seed: number;
  scenarioOf(set: readonly string[]): Promise<Scenario>;
}): Promise<PlannedRun[]> {
  const { asked, repeats, seed, scenarioOf } = request;
  const runs: PlannedRun[] = [];
  const add = async (
    experiment: string,
    part: PlannedRun["part"],
    point: PlannedPoint,
    nth: number,
  ) => {
    runs.push({
      ...{ experiment, part, set: point.set, seed: seed + runs.length },
      scenario: await scenarioOf(point.set),
      dir: join(experiment, part, `${point.name}-${nth}`),
    });
  };
  for (const { name, fit, passes } of asked) {
    if (runs.length === 0 && fit[0]) await add(name, "warm-up", fit[0], 1);
    for (let pass = 1; pass <= passes; pass += 1) {
      for (const point of fit) await add(name, "fit", point, pass);
    }
  }
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    for (const { name, verify } of asked) {
      for (const point of verify) await add(name, "verify", point, repeat);
    }
  }
  return runs;
}
