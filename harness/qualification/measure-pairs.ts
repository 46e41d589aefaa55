import { judgeLook, type Look } from "../analysis/qualification/judge-look.ts";
import type { Pair } from "../analysis/qualification/pair.ts";
import { planLooks } from "../analysis/qualification/spend-error.ts";
import type { Random } from "../core/clock.ts";
import type { MetricRule, PairOfRuns, Performance } from "../core/qualification.ts";
import type { Scenario } from "../core/scenario.ts";
import type { MeasurePace } from "../runner/machine-pace.ts";
import type { Side } from "./arm.ts";
import type { HaveRun } from "./keep-runs.ts";
import { pairAt } from "./pairs.ts";
import { type Budget, fewestUseful, pairMs, planPairs } from "./plan-pairs.ts";
import { runPair } from "./run-pair.ts";
import type { JudgedRun } from "./verdict-differences.ts";

export interface MeasurePairs {
  scenarios: readonly Scenario[];
  seed: number;
  warmUps: number;
  dir: string;
  haveRun: HaveRun;
  budget: Budget;
  rules: readonly MetricRule[];
  /** For the judge: the same for the same pairs. */
  random: Random;
  /** Measured during each run, where time is real. */
  pace?: MeasurePace | undefined;
  /** What an earlier call got to. */
  before?: Performance | undefined;
  /** What a pair of a scenario may take of which none was made; 0 where nothing is known. */
  guessMs(scenario: string): number;
  /** Told of pairs that are made now, and not of those that were there. */
  onBegin?(pair: PairOfRuns, measured: MeasuredPairs): void;
  onPhase?(pair: PairOfRuns, side: Side, phase: string): void;
  onPair?(pair: PairOfRuns, measured: MeasuredPairs): void;
  /** Called after each pair, to keep what there is so far. */
  onEnd?(measured: MeasuredPairs, isNew: boolean): Promise<void>;
}

export interface MeasuredPairs {
  performance: Performance;
  figures: Pair[];
  looks: Look[];
  /** Runs by scenario, as they were judged. */
  runs: Map<string, Record<Side, JudgedRun[]>>;
  ended: PairsEnd;
  /** What the rest of the plan is expected to take. */
  remainingMs: number;
}

/**
 * `enough`: more could change nothing. `planned`: all pairs are there. `budget`: another would exceed it. `lost`:
 * runs of a scenario don't pass, so that none of them gives figures.
 */
export type PairsEnd = "enough" | "planned" | "budget" | "lost" | "goes on";

/** So many pairs of a scenario lost one after another are no chance. */
const lostMost = 3;

/** Runs both sides in turn until enough is known, all that was planned is there, or the budget is used up. */
export async function measurePairs(request: MeasurePairs): Promise<MeasuredPairs> {
  const { scenarios, before } = request;
  const names = scenarios.map(({ name }) => name);
  const measured = begin(request);
  const { performance } = measured;
  for (let index = 1; measured.ended === "goes on"; index += 1) {
    const pair = pairAt({ ...request, scenarios: names, index });
    const scenario = scenarios.find(({ name }) => name === pair.scenario);
    const known = before?.pairs[index - 1];
    if (!scenario || (!known && exceeds(request, measured, pair.scenario))) {
      measured.ended = "budget";
      break;
    }
    if (!known) request.onBegin?.(pair, measured);
    const run = await runPair({
      ...{ ...request, pair, scenario, before: known },
      onPhase: (side, phase) => request.onPhase?.(pair, side, phase),
    });
    performance.pairs.push(run.pair);
    if (run.figures && !pair.isWarmUp) measured.figures.push(run.figures);
    const runs = measured.runs.get(pair.scenario);
    runs?.baseline.push(run.runs.baseline);
    runs?.candidate.push(run.runs.candidate);
    if (index % names.length === 0) endRound(request, measured, known !== undefined);
    if (!known) request.onPair?.(run.pair, measured);
    await request.onEnd?.(measured, !known);
  }
  lookAtLast(request, measured);
  return measured;
}

function begin({ rules, scenarios }: MeasurePairs): MeasuredPairs {
  return {
    performance: { rules: [...rules], pairs: [], metrics: [], looks: [] },
    figures: [],
    looks: [],
    runs: new Map(scenarios.map(({ name }) => [name, { baseline: [], candidate: [] }])),
    ended: "goes on",
    remainingMs: 0,
  };
}

/**
 * With a pair of each scenario more: plans anew, looks, and says whether that was all. Each round is timed better than
 * the one before, and no time that is left is given away; a plan follows from times of both sides together, which
 * stay as they are where the sides change places, so that looks keep their errors however it moves.
 */
function endRound(request: MeasurePairs, measured: MeasuredPairs, isKnown: boolean): void {
  const { budget, scenarios, before } = request;
  const { performance, looks } = measured;
  if (performance.pairs.every(({ isWarmUp }) => isWarmUp)) return;
  const made = fewestFigures(request, measured);
  const roundMs = roundMsOf(request, measured);
  const lookedAt = looks.at(-1)?.pairs ?? 0;
  // An earlier call looked when it did, for the plan it had then.
  const earlier = before?.looks.find(({ pairs }) => pairs === made && made > lookedAt);
  const heldTo = earlier && (earlier.planned ?? before?.planned);
  const planned = heldTo ?? planPairs({ made, roundMs, budget });
  performance.planned = planned;
  const due = planLooks(planned).find((pairs) => pairs > lookedAt);
  const isDue = isKnown ? earlier !== undefined : due !== undefined && made >= due;
  const isEnough = isDue && look(request, measured, { planned, isLast: made >= planned });
  measured.remainingMs = Math.max(0, planned - made) * roundMs;
  if (isEnough) measured.ended = made >= planned ? "planned" : "enough";
  else if (!isKnown && made >= planned) measured.ended = "planned";
  else if (scenarios.some(({ name }) => isLost(performance.pairs, name))) measured.ended = "lost";
}

/** Where the budget ended it before the plan did, what there is gets the last look. */
function lookAtLast(request: MeasurePairs, measured: MeasuredPairs): void {
  const { ended, looks, figures, performance } = measured;
  if (ended === "enough" || ended === "planned" || figures.length === 0) return;
  const made = fewestFigures(request, measured);
  if (made >= fewestUseful && made > (looks.at(-1)?.pairs ?? 0)) {
    look(request, measured, { planned: made, isLast: true });
  } else if (looks.length === 0) {
    // Too few to decide anything: shown all the same, and not counted as a look.
    const { rules, random } = request;
    const all = { pairs: figures, rules, random, planned: Math.max(1, made) };
    performance.metrics = judgeLook({ ...all, isLast: true }).metrics;
  }
}

function look(
  { rules, random }: MeasurePairs,
  measured: MeasuredPairs,
  when: { planned: number; isLast: boolean },
): boolean {
  const { figures: pairs, performance, looks } = measured;
  const seen = judgeLook({ pairs, rules, random, ...when, earlier: looks });
  looks.push(seen);
  performance.metrics = seen.metrics;
  const { confidence, decided, undecided } = seen;
  const { planned } = when;
  performance.looks.push({ pairs: seen.pairs, planned, confidence, decided, undecided });
  return seen.stop;
}

function exceeds(request: MeasurePairs, { performance }: MeasuredPairs, name: string): boolean {
  const { budget, guessMs } = request;
  return budget.elapsedMs() + pairMs(performance.pairs, name, guessMs) > budget.totalMs;
}

function roundMsOf({ scenarios, guessMs }: MeasurePairs, { performance }: MeasuredPairs): number {
  return scenarios.reduce((sum, { name }) => sum + pairMs(performance.pairs, name, guessMs), 0);
}

/** Pairs with figures of the scenario that has the fewest. */
function fewestFigures({ scenarios }: MeasurePairs, { figures }: MeasuredPairs): number {
  const counts = scenarios.map(
    ({ name }) => figures.filter(({ scenario }) => scenario === name).length,
  );
  return Math.min(...counts);
}

function isLost(pairs: readonly PairOfRuns[], name: string): boolean {
  const last = pairs.filter(({ scenario }) => scenario === name).slice(-lostMost);
  return last.length === lostMost && last.every(({ lost }) => lost !== undefined);
}
