import { availableParallelism } from "node:os";
import { join } from "node:path";
import { HarnessError, UsageError } from "../core/failure.ts";
import type { HostInfo } from "../core/run.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Environment } from "../environments/environment.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { hostInfo } from "../runner/host-info.ts";
import { runOne } from "../runner/run-one.ts";
import type { ScenarioResult } from "../runner/run-scenario.ts";
import type { Subject } from "../subjects/subject.ts";
import { type KeptRun, type ModelJob, type ModelResult, runModelJobs } from "./model-pool.ts";
import { terminalProgress } from "./progress.ts";

export interface RunAll {
  scenarios: readonly Scenario[];
  seed: number;
  /** Each run has the folder of its scenario's name in it. */
  dir: string;
  subject: Subject;
  environment: Environment;
  gitHost: string;
  set: string[];
  /** All processors may work at once: for the model, whose runs know nothing of one another. */
  onAllProcessors: boolean;
  signal: AbortSignal;
}

interface Finished {
  result: ScenarioResult;
  tookMs: number;
}

/** Runs the scenario of this number; undefined once no more is begun. */
type Begin = (index: number, onPhase: (phase: string) => void) => Promise<Finished | undefined>;

/** A thread that starts takes as long as so many scenarios do without it. */
const fewestForThreads = 4;

/** Runs scenarios; shows and gives what came of each in their order. */
export async function runAll(request: RunAll): Promise<ScenarioResult[]> {
  const { scenarios, signal } = request;
  const threads = Math.min(availableParallelism() - 1, scenarios.length - 1);
  const isAtOnce = request.onAllProcessors && threads > 0 && scenarios.length >= fewestForThreads;
  const here = inThisThread(request, await hostInfo());
  const begin = isAtOnce ? inThreads(request, here, threads) : here;
  const progress = terminalProgress(wallClock());
  const results: ScenarioResult[] = [];
  for (const [index, { name }] of scenarios.entries()) {
    if (signal.aborted && !isAtOnce) break;
    const line = progress.begin(`[${index + 1}/${scenarios.length}] ${name}`);
    const run = await begin(index, (phase) => line.update(phase));
    line.end(run?.result.judgement.outcome ?? "not run", run?.tookMs);
    if (run) results.push(run.result);
  }
  return results;
}

function inThisThread(request: RunAll, host: HostInfo): Begin {
  const { scenarios, dir, signal, ...common } = request;
  return async (index, onPhase) => {
    const scenario = scenarios[index];
    if (!scenario || signal.aborted) return undefined;
    const clock = wallClock();
    const beganMs = clock.nowMs();
    const place = join(dir, scenario.name);
    const result = await runOne({ ...common, scenario, dir: place, host, signal, onPhase });
    return { result, tookMs: clock.nowMs() - beganMs };
  };
}

/**
 * This thread works, too: it has loaded all it needs, which others have to do first. The largest fleets are begun
 * first, for one that is begun last lets all other threads wait for it.
 */
function inThreads(request: RunAll, here: Begin, threads: number): Begin {
  const { scenarios, seed, dir, set, signal } = request;
  const runs = scenarios.map(() => Promise.withResolvers<Finished | undefined>());
  const waiting = [...scenarios.entries()].sort(([, a], [, b]) => sizeOf(b) - sizeOf(a)).values();
  const jobs = waiting.map(([, scenario]): ModelJob => {
    return { scenario, seed, set, dir: join(dir, scenario.name) };
  });
  const numbers = new Map(scenarios.map(({ name }, index) => [name, index]));
  const onResult = ({ job, kept }: ModelResult) =>
    runs[numbers.get(job.scenario) ?? -1]?.resolve(kept && finishedOf(kept));
  const work = async () => {
    for (const [index] of waiting) runs[index]?.resolve(await here(index, () => {}));
  };
  const all = Promise.all([work(), runModelJobs({ jobs, threads, signal, onResult })]);
  // Those that no one began; a failure is that of all.
  all.then(
    () => runs.map(({ resolve }) => resolve(undefined)),
    (error) => runs.map(({ reject }) => reject(error)),
  );
  // It may come before anybody waits for it.
  for (const { promise } of runs) promise.catch(() => {});
  return (index) => runs[index]?.promise ?? Promise.resolve(undefined);
}

function sizeOf({ fleet }: Scenario): number {
  return fleet.kustomizations * fleet.objectsPerKustomization;
}

function finishedOf({ judgement, failure, tookMs }: KeptRun): Finished {
  if (!failure) return { result: { judgement }, tookMs };
  const { isUsage, message } = failure;
  const error = isUsage ? new UsageError(message) : new HarnessError(message);
  return { result: { judgement, failure: error }, tookMs };
}
