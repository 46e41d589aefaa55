import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { MetricRule, Qualification, ScenarioConformance } from "../core/qualification.ts";
import type { HostInfo } from "../core/run.ts";
import type { Scenario } from "../core/scenario.ts";
import { seededRandom } from "../environments/wall-clock.ts";
import { writeJson } from "../runner/run-directory.ts";
import type { Progress } from "../subjects/subject.ts";
import type { Arm, Side } from "./arm.ts";
import { assemble, type QualificationState } from "./assemble.ts";
import { conform } from "./conform.ts";
import { giveUpAfterFailures } from "./give-up.ts";
import { type HaveRun, type KeepRuns, keepRuns } from "./keep-runs.ts";
import type { MeasurePace } from "./machine-pace.ts";
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
  rules: readonly MetricRule[];
  conformanceRuns: number;
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
  /** Measured around each run of a pair, where time is real. */
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
  const save = async () => {
    const qualification = assemble({ ...request, startedAt, tookMs: budget.elapsedMs(), state });
    await writeJson(join(request.dir, qualificationFiles.qualification), qualification);
    return qualification;
  };
  try {
    state.goesOn = true;
    await runAll(request, state, { budget, save, spentMs: [] });
    delete state.goesOn;
    return { qualification: await save() };
  } catch (error) {
    delete state.goesOn;
    if (signal.aborted) {
      state.ended = "interrupted";
      return { qualification: await save() };
    }
    state.ended = (error as Error).message;
    return { qualification: await save(), failure: error as Error };
  }
}

interface Course {
  budget: Budget;
  /** What the conformance of each scenario took so far. */
  spentMs: number[];
  save(): Promise<Qualification>;
}

async function runAll(request: Qualify, state: QualificationState, course: Course) {
  const { budget } = course;
  const tookMs = new Map<string, number[]>();
  const haveRun = giveUpAfterFailures(keepRuns(request), (scenario, ms) => {
    tookMs.set(scenario, [...(tookMs.get(scenario) ?? []), ms]);
  });
  const share = request.performance.length > 0 ? conformanceShare : 1;
  await conformAll(request, state, { ...course, haveRun, untilMs: budget.totalMs * share });
  if (request.performance.length > 0) {
    state.measured = await measurePairs({
      ...{ ...request, scenarios: request.performance, haveRun, budget },
      before: request.before?.performance,
      random: seededRandom(request.seed).fork("judge"),
      guessMs: (scenario) => 2 * Math.max(0, ...(tookMs.get(scenario) ?? [])),
      ...tellPairs({ ...request, budget }),
      async onEnd(measured, isNew) {
        state.measured = measured;
        if (isNew) await course.save();
      },
    });
  }
  await conformAll(request, state, { ...course, haveRun, untilMs: budget.totalMs });
}

/** Runs scenarios for conformance until another would take it past `untilMs` of the budget. */
async function conformAll(
  request: Qualify,
  state: QualificationState,
  { budget, spentMs, haveRun, untilMs, save }: Course & { haveRun: HaveRun; untilMs: number },
): Promise<void> {
  const { scenarios, progress, clock } = request;
  for (const scenario of [...state.skipped]) {
    const isKnown = knownBefore(request.before, scenario);
    const expectedMs = spentMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, spentMs.length);
    // What a scenario takes here is only known once one was run.
    const isFirst = state.conformance.length === 0;
    if (!isKnown && !isFirst && budget.elapsedMs() + expectedMs > untilMs) return;
    const number = scenarios.indexOf(scenario) + 1;
    const line = progress.begin(`[conformance ${number}/${scenarios.length}] ${scenario.name}`);
    const beganMs = clock.nowMs();
    const found = await conform({
      ...{ scenario, seed: request.seed, runs: request.conformanceRuns, dir: request.dir },
      haveRun: (run) =>
        haveRun({ ...run, onPhase: (phase) => line.update(`${run.side}: ${phase}`) }),
    }).catch((error) => {
      line.end("not finished");
      throw error;
    });
    if (!isKnown) spentMs.push(clock.nowMs() - beganMs);
    line.end(told(found.conformance));
    state.conformance.push(found.conformance);
    state.series.push(found.series);
    state.skipped = state.skipped.filter((one) => one !== scenario);
    if (!isKnown) await save();
  }
}

function knownBefore(before: Qualification | undefined, { name }: Scenario): boolean {
  return before?.conformance.some(({ scenario }) => scenario === name) ?? false;
}

function told({ baseline, candidate, differences }: ScenarioConformance): string {
  const marks = Map.groupBy(differences, ({ mark }) => mark);
  const counts = [...marks].map(([mark, found]) => `${found.length} ${mark}`);
  const sides = `${baseline.join(" ")} / ${candidate.join(" ")}`;
  return `${sides}, ${counts.join(", ") || "no difference"}`;
}
