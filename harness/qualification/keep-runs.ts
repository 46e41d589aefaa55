import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { UsageError } from "../core/failure.ts";
import type { HostInfo } from "../core/run.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Judgement } from "../core/verdict.ts";
import { type OneRun, runOne } from "../runner/run-one.ts";
import type { ScenarioResult } from "../runner/run-scenario.ts";
import type { Arm, Side } from "./arm.ts";
import { finishedRun } from "./finished-run.ts";

/** What all runs of a qualification have in common. */
export interface KeepRuns {
  /** Folder of the qualification. */
  dir: string;
  arms: Record<Side, Arm>;
  host: HostInfo;
  gitHost: string;
  set: string[];
  /** Real time. */
  clock: Clock;
  signal: AbortSignal;
  /** How one is run; `runOne` unless told. */
  runOne?: ((run: OneRun) => Promise<ScenarioResult>) | undefined;
}

export interface RunToKeep {
  side: Side;
  scenario: Scenario;
  seed: number;
  /** Its directory within the folder. */
  place: string;
  onPhase?(phase: string): void;
}

/** A run that is on disk, judged. */
export interface KeptRun {
  place: string;
  judgement: Judgement;
  /** Why the harness could not do its work, twice. */
  failure?: Error;
  /** Real time that was spent on it now: 0 where it was there already. */
  tookMs: number;
}

/** Has a run done, unless it was before. Rejects with the signal's reason, and then leaves nothing of it. */
export type HaveRun = (run: RunToKeep) => Promise<KeptRun>;

export function keepRuns(common: KeepRuns): HaveRun {
  const { clock } = common;
  return async (run) => {
    const { place } = run;
    const dir = join(common.dir, place);
    const { scenario, seed, side } = run;
    const subject = common.arms[side].subject.info.name;
    const before = await finishedRun(dir, { scenario, seed, subject });
    if (before) return { place, judgement: before, tookMs: 0 };
    const beganMs = clock.nowMs();
    const first = await runAnew(common, run, dir);
    // Once more for what was the machine's: an API server that never answered.
    const { judgement, failure } = first.failure ? await runAnew(common, run, dir) : first;
    const tookMs = clock.nowMs() - beganMs;
    return { place, judgement, tookMs, ...(failure ? { failure } : {}) };
  };
}

/** @throws UsageError for what the user has to mend, the signal's reason for an interruption */
async function runAnew(common: KeepRuns, run: RunToKeep, dir: string): Promise<ScenarioResult> {
  const { arms, host, gitHost, set, signal } = common;
  signal.throwIfAborted();
  await rm(dir, { recursive: true, force: true });
  const { scenario, seed, side, onPhase } = run;
  const result = await (common.runOne ?? runOne)({
    ...{ scenario, seed, dir, host, gitHost, set, signal, ...arms[side] },
    ...(onPhase ? { onPhase } : {}),
  });
  if (signal.aborted) {
    await rm(dir, { recursive: true, force: true });
    throw signal.reason;
  }
  if (result.failure instanceof UsageError) throw result.failure;
  return result;
}
