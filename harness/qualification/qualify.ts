import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { MetricRule, Qualification, TemporaryFiles } from "../core/qualification.ts";
import type { HostInfo } from "../core/run.ts";
import type { Scenario } from "../core/scenario.ts";
import { seededRandom } from "../environments/wall-clock.ts";
import type { MeasurePace } from "../runner/machine-pace.ts";
import { writeJson } from "../runner/run-directory.ts";
import type { Progress } from "../subjects/subject.ts";
import type { Arm, Side } from "./arm.ts";
import { assemble, type QualificationState } from "./assemble.ts";
import { conformAll } from "./conform-all.ts";
import { expectTimes } from "./expected-times.ts";
import { giveUpAfterFailures } from "./give-up.ts";
import { type KeepRuns, keepRuns } from "./keep-runs.ts";
import { measurePairs } from "./measure-pairs.ts";
import { qualificationFiles } from "./open-folder.ts";
import type { Budget } from "./plan-pairs.ts";
import { tellPairs } from "./tell-pairs.ts";

export interface Qualify {
  /** Where the runs and the result go. Runs that are there and belong to it are kept. */
  dir: string;
  arms: Record<Side, Arm>;
  /** What both sides must keep alike. */
  scenarios: readonly Scenario[];
  /** Whose pairs of runs are measured. */
  performance: readonly Scenario[];
  /** Where these have their temporary files, to be told. */
  temporaryFiles?: TemporaryFiles;
  rules: readonly MetricRule[];
  conformanceRuns: number;
  /** Runs at a time, for conformance: a pair's always has the machine to itself. */
  slots: number;
  /** Leaves pairs to a later call in the same folder. */
  conformanceOnly: boolean;
  warmUps: number;
  seed: number;
  budgetMs: number;
  set: string[];
  gitHost: string;
  host: HostInfo;
  /** Real time. */
  clock: Clock;
  signal: AbortSignal;
  progress: Progress;
  /** Measured during each run of a pair, where time is real. */
  pace?: MeasurePace;
  /** What an earlier call in the same folder came to. */
  before?: Qualification | undefined;
  /** For tests: how one run is made. */
  runOne?: KeepRuns["runOne"];
}

export interface Qualified {
  qualification: Qualification;
  /** Why the harness could not go on; what there is was kept. */
  failure?: Error;
}

/** So much of the budget is for conformance, until the pairs have had theirs. */
const conformanceShare = 0.5;

/**
 * Holds a candidate to a baseline: conformance, then pairs of runs, then what conformance the budget did not
 * hold at first. Never rejects for what happens to runs: what there is stands in `qualification.json`.
 */
export async function qualify(request: Qualify): Promise<Qualified> {
  const { clock, signal, before, budgetMs } = request;
  const beganMs = clock.nowMs();
  const earlierMs = before?.tookMs ?? 0;
  const budget: Budget = {
    totalMs: budgetMs,
    elapsedMs: () => earlierMs + clock.nowMs() - beganMs,
  };
  const startedAt = before?.startedAt ?? new Date(clock.epochMs()).toISOString();
  const state: QualificationState = {
    conformance: [],
    series: [],
    skipped: [...request.scenarios],
  };
  const write = async () => {
    const qualification = assemble({ ...request, startedAt, tookMs: budget.elapsedMs(), state });
    await writeJson(join(request.dir, qualificationFiles.qualification), qualification);
    return qualification;
  };
  let writing: Promise<unknown> = Promise.resolve();
  // Scenarios that end at the same time: one writes after the other.
  const save = () => {
    const written = writing.then(write);
    writing = written.catch(() => {});
    return written;
  };
  try {
    state.goesOn = true;
    await runAll(request, state, { budget, save });
    delete state.goesOn;
    return { qualification: await save() };
  } catch (error) {
    delete state.goesOn;
    if (signal.aborted) {
      state.ended = "interrupted";
      return { qualification: await save() };
    }
    // Whoever called it is told all of it.
    state.ended = (error as Error).message.split("\n", 1).join();
    return { qualification: await save(), failure: error as Error };
  }
}

interface Course {
  budget: Budget;
  save(): Promise<Qualification>;
}

async function runAll(request: Qualify, state: QualificationState, { budget, save }: Course) {
  // What ends one run for good ends those beside it.
  const ending = new AbortController();
  const fail = (error: unknown) => ending.abort(error);
  const signal = AbortSignal.any([request.signal, ending.signal]);
  const tookMs = new Map<string, number[]>();
  const haveRun = giveUpAfterFailures(keepRuns({ ...request, signal }), (scenario, ms) => {
    tookMs.set(scenario, [...(tookMs.get(scenario) ?? []), ms]);
  });
  const conform = {
    ...request,
    ...{ state, haveRun, fail, budget, save },
    expected: expectTimes(),
  };
  const hasPairs = request.performance.length > 0 && !request.conformanceOnly;
  const share = hasPairs ? conformanceShare : 1;
  await conformAll({ ...conform, untilMs: budget.totalMs * share });
  if (!hasPairs) return;
  state.measured = await measurePairs({
    ...{ ...request, scenarios: request.performance, haveRun, budget },
    before: request.before?.performance,
    random: seededRandom(request.seed).fork("judge"),
    guessMs: (scenario) => 2 * Math.max(0, ...(tookMs.get(scenario) ?? [])),
    ...tellPairs({ ...request, budget }),
    async onEnd(measured, isNew) {
      state.measured = measured;
      if (isNew) await save();
    },
  });
  await conformAll({ ...conform, untilMs: budget.totalMs });
}
