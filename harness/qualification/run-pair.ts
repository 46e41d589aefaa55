import { join } from "node:path";
import type { Pair } from "../analysis/qualification/pair.ts";
import { summariseRun } from "../archive/run-summary.ts";
import type { PairOfRuns } from "../core/qualification.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Judgement } from "../core/verdict.ts";
import { type MeasurePace, unpaced } from "../runner/machine-pace.ts";
import { otherSide, type Side, sides } from "./arm.ts";
import type { HaveRun } from "./keep-runs.ts";
import type { JudgedRun } from "./verdict-differences.ts";

export interface PairRun {
  pair: PairOfRuns;
  runs: Record<Side, JudgedRun>;
  /** Absent where a run did not pass: what it measured is not what the scenario is about. */
  figures?: Pair;
}

export interface RunPairRequest {
  pair: PairOfRuns;
  scenario: Scenario;
  dir: string;
  haveRun: HaveRun;
  /** What an earlier call knew of it. */
  before?: PairOfRuns | undefined;
  pace?: MeasurePace | undefined;
  onPhase?(side: Side, phase: string): void;
}

/** Has both runs of a pair done, in its order. */
export async function runPair(request: RunPairRequest): Promise<PairRun> {
  const { pair, scenario, dir, before } = request;
  const { first, second, tookMs, pace = before?.pace } = await haveBoth(request);
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
      ...(pace ? { pace } : {}),
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
      pace,
    },
  };
}

interface BothRuns {
  first: JudgedRun;
  second: JudgedRun;
  tookMs: number;
  /** Absent where it could not be measured during both. */
  pace?: NonNullable<PairOfRuns["pace"]>;
}

/** One run after the other, the machine's pace measured during each. */
async function haveBoth(request: RunPairRequest): Promise<BothRuns> {
  const { pair, scenario, haveRun, before, onPhase } = request;
  let tookMs = 0;
  // What was run by an earlier call had the pace of its own time.
  const pace = before ? unpaced : (request.pace ?? unpaced);
  const paces: Partial<Record<Side, number>> = {};
  let isKnown = false;
  const haveSide = async (side: Side): Promise<JudgedRun> => {
    const place = pair[side];
    const { done: run, paceMs } = await pace(() =>
      haveRun({
        ...{ side, scenario, seed: pair.seed, place },
        onPhase: (phase) => onPhase?.(side, phase),
      }),
    );
    if (paceMs !== undefined) paces[side] = paceMs;
    tookMs += run.tookMs;
    isKnown ||= run.tookMs === 0;
    return { place, judgement: run.judgement, checks: scenario.check };
  };
  const first = await haveSide(pair.first);
  const second = await haveSide(otherSide(pair.first));
  const { baseline, candidate } = paces;
  const isTold = !isKnown && baseline !== undefined && candidate !== undefined;
  return { first, second, tookMs, ...(isTold ? { pace: { baseline, candidate } } : {}) };
}

function whyLost(side: Side, { outcome, verdicts }: Judgement): string[] {
  if (outcome === "pass") return [];
  const because = verdicts.find((verdict) => verdict.outcome === outcome)?.because;
  return [`the ${side}'s run is judged ${outcome}: ${because ?? "it gave no reason"}`];
}
