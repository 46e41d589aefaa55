import { join } from "node:path";
import type { Pair } from "../analysis/qualification/pair.ts";
import { summariseRun } from "../archive/run-summary.ts";
import type { PairOfRuns } from "../core/qualification.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Judgement } from "../core/verdict.ts";
import { otherSide, type Side, sides } from "./arm.ts";
import type { HaveRun } from "./keep-runs.ts";
import type { JudgedRun } from "./verdict-differences.ts";

export interface PairRun {
  pair: PairOfRuns;
  runs: Record<Side, JudgedRun>;
  /** Absent where a run did not pass: what it measured is not what the scenario is about. */
  figures?: Pair;
}

/** Has both runs of a pair done, in its order. */
export async function runPair(request: {
  pair: PairOfRuns;
  scenario: Scenario;
  dir: string;
  haveRun: HaveRun;
  /** What an earlier call knew of it. */
  before?: PairOfRuns | undefined;
  onPhase?(side: Side, phase: string): void;
}): Promise<PairRun> {
  const { pair, scenario, dir, haveRun, before, onPhase } = request;
  let tookMs = 0;
  const haveSide = async (side: Side): Promise<JudgedRun> => {
    const place = pair[side];
    const run = await haveRun({
      ...{ side, scenario, seed: pair.seed, place },
      onPhase: (phase) => onPhase?.(side, phase),
    });
    tookMs += run.tookMs;
    return { place, judgement: run.judgement, checks: scenario.check };
  };
  const first = await haveSide(pair.first);
  const second = await haveSide(otherSide(pair.first));
  const isFirst = (side: Side) => side === pair.first;
  const runs = {
    baseline: isFirst("baseline") ? first : second,
    candidate: isFirst("candidate") ? first : second,
  };
  const lost = sides.flatMap((side) => whyLost(side, runs[side].judgement))[0];
  const told: PairRun = {
    pair: {
      ...pair,
      ...(lost === undefined ? {} : { lost }),
      tookMs: tookMs > 0 ? Math.round(tookMs) : (before?.tookMs ?? 0),
    },
    runs,
  };
  if (lost !== undefined) return told;
  const figures = async (side: Side) => (await summariseRun(join(dir, pair[side]))).metrics;
  return {
    ...told,
    figures: {
      scenario: scenario.name,
      baseline: await figures("baseline"),
      candidate: await figures("candidate"),
    },
  };
}

function whyLost(side: Side, { outcome, verdicts }: Judgement): string[] {
  if (outcome === "pass") return [];
  const because = verdicts.find((verdict) => verdict.outcome === outcome)?.because;
  return [`the ${side}'s run is judged ${outcome}: ${because ?? "it gave no reason"}`];
}
