import type { PairOfRuns } from "../core/qualification.ts";

/** Largest seed that a run takes, and one more. */
const seeds = 2 ** 32;

/**
 * The pair of this index, from 1. Scenarios take turns; within each, the sides go A B B A A B …, so that a
 * machine that gets slower or faster meanwhile favours neither.
 */
export function pairAt(request: {
  index: number;
  scenarios: readonly string[];
  seed: number;
  /** First pairs of each scenario that don't count. */
  warmUps: number;
}): PairOfRuns {
  const { index, scenarios, seed, warmUps } = request;
  const scenario = scenarios[(index - 1) % scenarios.length] ?? "";
  const turn = Math.floor((index - 1) / scenarios.length);
  const dir = `pairs/${String(index).padStart(4, "0")}-${scenario.replaceAll("/", "-")}`;
  return {
    index,
    scenario,
    seed: (seed + index) % seeds,
    first: turn % 2 === 0 ? "baseline" : "candidate",
    isWarmUp: turn < warmUps,
    baseline: `${dir}/baseline`,
    candidate: `${dir}/candidate`,
  };
}
