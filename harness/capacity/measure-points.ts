import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { formatMs } from "../scenario/duration.ts";
import type { Progress } from "../subjects/subject.ts";
import { type ReadPoint, readPoint } from "./read-points.ts";
import type { PlannedPoint } from "./shapes.ts";

export interface MeasureRequest {
  points: readonly PlannedPoint[];
  /** Runs of earlier calls in it are kept, those cut short made anew. */
  dir: string;
  seed: number;
  budgetMs: number;
  /** Every point once, then every point once more, so often at most. */
  passesMost: number;
  /** Makes the run of a point in its folder. */
  run(
    point: PlannedPoint,
    run: { dir: string; seed: number; onPhase(phase: string): void },
  ): Promise<void>;
  clock: Clock;
  progress: Progress;
  signal: AbortSignal;
}

export interface Measured {
  points: ReadPoint[];
  /** What is left to do of the first pass, and why. */
  unfinished?: string;
}

/** Runs the points one after another, as many as the budget allows; nothing of what was run before is lost. */
export async function measurePoints(request: MeasureRequest): Promise<Measured> {
  const { points, dir, seed, budgetMs, passesMost, clock, signal } = request;
  const endMs = clock.nowMs() + budgetMs;
  const read: ReadPoint[] = [];
  const cost = costGuess();
  for (let pass = 0; pass < passesMost; pass += 1) {
    for (const [index, point] of points.entries()) {
      const name = join("points", `${point.name}-${pass + 1}`);
      const place = join(dir, name);
      if (!(await isMeasured(place))) {
        const leftMs = endMs - clock.nowMs();
        const isTooLong = leftMs <= 0 || leftMs < cost.of(point);
        const label = `[${index + 1}/${points.length}] ${point.name}, ${formatMs(leftMs)} left`;
        const runSeed = seed + pass * points.length + index;
        const beganMs = clock.nowMs();
        if (!isTooLong && !signal.aborted)
          await runPoint(request, point, { place, label, seed: runSeed });
        if (isTooLong || signal.aborted) {
          if (signal.aborted) await rm(place, { recursive: true, force: true });
          else if (pass > 0) return { points: read };
          const why = signal.aborted
            ? "it was interrupted"
            : `its budget of ${formatMs(budgetMs)} is used up`;
          const left = points.slice(pass === 0 ? index : 0).map((each) => each.name);
          return { points: read, unfinished: `${why}; left to measure: ${left.join(", ")}` };
        }
        cost.add(point, clock.nowMs() - beganMs);
      }
      if (existsSync(join(place, "metrics.json"))) read.push(await readPoint(place, name));
    }
  }
  return { points: read };
}

async function runPoint(
  { run, progress, clock }: MeasureRequest,
  point: PlannedPoint,
  { place, label, seed }: { place: string; label: string; seed: number },
): Promise<void> {
  await rm(place, { recursive: true, force: true });
  const beganMs = clock.nowMs();
  const line = progress.begin(label);
  await run(point, { dir: place, seed, onPhase: (phase) => line.update(phase) });
  const isWhole = await isMeasured(place);
  line.end(isWhole ? "measured" : "no figures", clock.nowMs() - beganMs);
}

/** What did not pass is run anew by a later call. */
async function isMeasured(place: string): Promise<boolean> {
  if (!existsSync(join(place, "metrics.json"))) return false;
  const { point } = await readPoint(place, place).catch(() => ({
    point: { lost: "it can't be read" },
  }));
  return point.lost === undefined;
}

/** What a point takes, from what others took for each Kustomization. */
function costGuess() {
  let ms = 0;
  let kustomizations = 0;
  return {
    of: ({ shape }: PlannedPoint) =>
      kustomizations === 0 ? 0 : (ms / kustomizations) * shape.kustomizations,
    add({ shape }: PlannedPoint, tookMs: number) {
      ms += tookMs;
      kustomizations += shape.kustomizations;
    },
  };
}
