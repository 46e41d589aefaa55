import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "../core/scenario.ts";
import { type RunPoints, runPoints } from "../sweeps/run-points.ts";
import { type ReadPoint, readPoint } from "./read-points.ts";
import type { PlannedPoint } from "./shapes.ts";

export interface MeasureRequest extends Omit<RunPoints, "points" | "budgetMs"> {
  points: readonly PlannedPoint[];
  scenarioOf(set: readonly string[]): Promise<Scenario>;
  seed: number;
  budgetMs: number;
  /** Every point once, then every point once more, so often at most. */
  passesMost: number;
}

export interface Measured {
  points: ReadPoint[];
  /** What is left to do of the first pass, and why. */
  unfinished?: string;
}

/** Runs the points one after another, as many as the budget allows; nothing of what was run before is lost. */
export async function measurePoints(request: MeasureRequest): Promise<Measured> {
  const { points: planned, dir, seed, budgetMs, passesMost, clock, scenarioOf } = request;
  const endMs = clock.nowMs() + budgetMs;
  const read: ReadPoint[] = [];
  for (let pass = 0; pass < passesMost; pass += 1) {
    const points = await Promise.all(
      planned.map(async ({ name, set }, index) => ({
        scenario: await scenarioOf(set),
        ...{ set, dir: join("points", `${name}-${pass + 1}`) },
        seed: seed + pass * planned.length + index,
      })),
    );
    const leftMs = Math.max(1, endMs - clock.nowMs());
    const {
      points: run,
      unfinished,
      failures,
    } = await runPoints({
      ...{ ...request, points, budgetMs: leftMs },
    });
    for (const point of run) {
      const place = join(dir, point.dir);
      // One that was cut short is done anew by a later call.
      if (point.state === "waiting" || !existsSync(join(place, "metrics.json"))) continue;
      read.push(await readPoint(place, point.dir));
    }
    const waiting = run.filter(({ state }) => state === "waiting").map(({ dir: name }) => name);
    if (waiting.length === 0 && failures.length === 0) continue;
    if (pass > 0) break;
    const left = waiting.length > 0 ? `; left to measure: ${waiting.join(", ")}` : "";
    return { points: read, unfinished: `${unfinished ?? "runs failed"}${left}` };
  }
  return { points: read };
}
