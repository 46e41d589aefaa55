import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { catalogue } from "../../../scenarios/index.ts";
import { manualClock } from "../../../simulators/support/manual-clock.ts";
import { defaultRules } from "../../analysis/qualification/default-rules.ts";
import type { Scenario } from "../../core/scenario.ts";
import { referenceSubject } from "../../environments/reference/model-catalogue.ts";
import {
  type Defect,
  referenceEnvironment,
} from "../../environments/reference/reference-environment.ts";
import { commit, converge } from "../../index.ts";
import { hostInfo } from "../../runner/host-info.ts";
import { runOne } from "../../runner/run-one.ts";
import { noProgress } from "../../subjects/testing/no-progress.ts";
import type { Arm, Side } from "../arm.ts";
import { type Perturbation, perturbed } from "../perturb.ts";
import { type Qualify, qualify } from "../qualify.ts";

const host = await hostInfo();

export function scenarioNamed(name: string): Scenario {
  const found = catalogue.find((scenario) => scenario.name === name);
  if (!found) throw new Error(`no scenario ${name}`);
  return found;
}

export async function emptyFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "qualification-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export interface ModelQualification extends Partial<Omit<Qualify, "arms" | "signal">> {
  /** Defects of the model on either side. */
  defects?: Partial<Record<Side, Defect[]>>;
  perturbations?: Perturbation[];
  /** What the run of this number, from 1, takes on the clock of the budget; 10 s each unless told. */
  runMs?(run: number): number;
  /** Interrupted as the run of this number begins, from 1. */
  interruptAt?: number;
}

/** Holds the model to itself, each run taking as long as the test says; tells which runs were made. */
export async function qualifyModel(request: ModelQualification) {
  const { defects = {}, perturbations = [], runMs = () => 10_000, interruptAt, ...more } = request;
  const clock = manualClock();
  const interruption = new AbortController();
  const made: string[] = [];
  const dir = more.dir ?? (await emptyFolder());
  const arm = (side: Side): Arm => {
    const environment = referenceEnvironment({ defects: defects[side] ?? [] });
    return perturbed({ subject: referenceSubject, environment }, side, perturbations);
  };
  const qualified = await qualify({
    arms: { baseline: arm("baseline"), candidate: arm("candidate") },
    scenarios: [small("test/alike", 6)],
    performance: [small()],
    rules: defaultRules,
    ...{
      conformanceRuns: 1,
      slots: 1,
      conformanceOnly: false,
      warmUps: 1,
      seed: 7,
      budgetMs: 300_000,
      set: [],
      gitHost: "sim",
    },
    ...{ host, clock, signal: interruption.signal },
    progress: noProgress,
    async runOne(run) {
      made.push(run.dir.slice(dir.length + 1));
      if (made.length === interruptAt) interruption.abort(new Error("ended by a test"));
      const result = await runOne(run);
      clock.advance(runMs(made.length));
      return result;
    },
    ...more,
    dir,
  });
  return { ...qualified, made, dir };
}

/** Few objects, so that a run is quick; the defect `wakes-only-five` wants six Kustomizations. */
export function small(name = "test/small", kustomizations = 1): Scenario {
  const scenario = scenarioNamed("apply/converges-after-commit");
  const fleet = { ...scenario.fleet, repositories: 1, kustomizations, objectsPerKustomization: 1 };
  return { ...scenario, name, fleet, drive: [...scenario.drive.slice(0, 1), ...change] };
}

const change = [commit(), converge({ within: "30s" })];
