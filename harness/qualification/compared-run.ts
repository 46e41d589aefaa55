import { join } from "node:path";
import { measure } from "../analysis/metrics.ts";
import { flatten } from "../archive/run-summary.ts";
import type { HistoryEntry } from "../core/history.ts";
import type { Metrics } from "../core/metrics.ts";
import { readRun } from "../runner/run-directory.ts";
import { controllerInstances } from "../scenario/instances.ts";
import { type Side, sides } from "./arm.ts";
import type { JudgedRun } from "./verdict-differences.ts";

/** A run as far as runs of two sides are held to each other. */
export interface ComparedRun extends JudgedRun {
  history: readonly HistoryEntry[];
  metrics: Metrics;
  /** Figures by name, as a run's summary has them. */
  figures: Record<string, number>;
}

/** A run of each side to look into. */
export function firstPlaces(runs: Record<Side, readonly Pick<ComparedRun, "place">[]>): string[] {
  return sides.flatMap((side) => runs[side].slice(0, 1).map(({ place }) => place));
}

export async function readComparedRun(
  dir: string,
  { place, judgement }: Pick<ComparedRun, "place" | "judgement">,
): Promise<ComparedRun> {
  const { info, history } = await readRun(join(dir, place));
  const controllers = info.subject.controllers.flatMap(({ name }) =>
    controllerInstances(name, info.scenario.controllers[name] ?? {}).map((each) => each.name),
  );
  const metrics = measure(history, controllers);
  const checks = info.scenario.check;
  return { place, judgement, checks, history, metrics, figures: flatten(metrics) };
}
