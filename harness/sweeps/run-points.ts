import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { UsageError } from "../core/failure.ts";
import type { HostInfo } from "../core/run.ts";
import type { SweptPoint } from "../core/sweep.ts";
import type { Environment } from "../environments/environment.ts";
import { keepPace } from "../runner/kept-pace.ts";
import { type MeasurePace, unpaced } from "../runner/machine-pace.ts";
import { runOne } from "../runner/run-one.ts";
import type { Progress, Subject } from "../subjects/subject.ts";
import { keptRun, resultOf } from "./kept-run.ts";
import type { SweepPoint } from "./points.ts";
import { startBudget } from "./time-budget.ts";

export interface RunPoints {
  /** What is kept in it already is not run again. */
  dir: string;
  points: readonly SweepPoint[];
  subject: Subject;
  environment: Environment;
  gitHost: string;
  host: HostInfo;
  /** No run is begun that isn't likely to end within it, none goes on beyond it. */
  budgetMs?: number | undefined;
  /** Milliseconds that runs took, by their directories, where that is known. */
  took?: ReadonlyMap<string, number>;
  /** Real time. */
  clock: Clock;
  /** Measured during each run, where time is real, and kept beside it. */
  pace?: MeasurePace;
  signal: AbortSignal;
  progress?: Progress;
  /** Told, once, as soon as it is known that the budget won't do. */
  onTooLittle?(text: string): void;
  /** Called whenever one is done, with all as they are. */
  onPoint?(points: SweptPoint[]): Promise<void>;
}

export interface PointsRun {
  points: SweptPoint[];
  /** Why not all were run to their end; absent if they were. */
  unfinished?: string;
  /** What the harness could not do. */
  failures: Error[];
}

/** Runs points one after another, each a normal run, but for those that were run before. */
export async function runPoints(request: RunPoints): Promise<PointsRun> {
  const { clock, signal, onPoint } = request;
  const points = await findKept(request);
  const budget = startBudget(request, points);
  const failures: Error[] = [];
  const pace = request.environment.time ? unpaced : (request.pace ?? unpaced);
  for (const [index, point] of request.points.entries()) {
    if (points[index]?.state !== "waiting") continue;
    const refusal = signal.aborted ? interrupted : budget.refuses(index);
    if (refusal !== undefined) return { points, unfinished: refusal, failures };
    const line = request.progress?.begin(`[${index + 1}/${points.length}] ${nameOf(point)}`);
    const beganMs = clock.nowMs();
    using ending = budget.signal();
    const onPhase = (phase: string) => line?.update(phase);
    const { done: failure, paceMs } = await pace(() =>
      runAnew(request, { point, signal: ending.signal, onPhase }),
    );
    const tookMs = clock.nowMs() - beganMs;
    if (failure instanceof UsageError) throw failure;
    if (ending.signal.aborted) {
      line?.end("cut short", tookMs);
      const unfinished = signal.aborted ? interrupted : budget.exhausted;
      return { points, unfinished, failures };
    }
    if (paceMs !== undefined) await keepPace(join(request.dir, point.dir), paceMs);
    const result = await resultOf(join(request.dir, point.dir), tookMs);
    if (failure) failures.push(failure);
    points[index] = {
      ...waiting(point),
      ...result,
      ...(failure ? { because: [failure.message] } : {}),
    };
    line?.end(`${result.state}${budget.remaining()}`, tookMs);
    await onPoint?.(points);
  }
  if (failures.length === 0) return { points, failures };
  const unfinished = `the harness failed in ${failures.length} of ${points.length} runs: the same command does those anew`;
  return { points, unfinished, failures };
}

const interrupted = "it was interrupted";

function nameOf({ scenario, set, seed }: SweepPoint): string {
  return [scenario.name, ...set, `seed ${seed}`].join(" ");
}

function waiting({ scenario, set, seed, dir }: SweepPoint): SweptPoint {
  const none = { because: [], tookMs: null, metrics: null };
  return { scenario: scenario.name, set, seed, dir, state: "waiting", ...none };
}

async function findKept({ dir, points, took, subject, environment }: RunPoints) {
  const found: SweptPoint[] = [];
  for (const point of points) {
    const expected = { point, subject: subject.info, environment: environment.name };
    const kept = await keptRun(join(dir, point.dir), expected);
    const tookMs = kept ? (took?.get(point.dir) ?? kept.tookMs) : null;
    found.push({ ...waiting(point), ...kept, tookMs });
  }
  return found;
}

async function runAnew(
  { dir, gitHost, host, environment, subject }: RunPoints,
  run: { point: SweepPoint; signal: AbortSignal; onPhase(phase: string): void },
): Promise<Error | undefined> {
  const { scenario, set, seed } = run.point;
  const place = join(dir, run.point.dir);
  await rm(place, { recursive: true, force: true });
  const common = { gitHost, host, environment, subject, signal: run.signal, onPhase: run.onPhase };
  return (await runOne({ ...common, scenario, set, seed, dir: place })).failure;
}
