import { familyError, fewestPairs } from "../analysis/qualification/spend-error.ts";
import type { PairOfRuns } from "../core/qualification.ts";

/** Time that runs may take, and what they took. */
export interface Budget {
  totalMs: number;
  elapsedMs(): number;
}

/** Pairs of a scenario below which no difference can be told from chance, nor that there is none. */
export const fewestUseful = fewestPairs(familyError);

/** What so many pairs don't show is too small to matter. */
const mostUseful = 60;

/** Runs take now more and now less: so much of a plan is left as air. */
const air = 1.05;

/** What one pair of a scenario is expected to take; `guessMs` where none was made yet. */
export function pairMs(
  pairs: readonly PairOfRuns[],
  scenario: string,
  guessMs: (scenario: string) => number,
): number {
  const known = pairs.filter((pair) => pair.scenario === scenario && (pair.tookMs ?? 0) > 0);
  if (known.length === 0) return guessMs(scenario);
  return (known.reduce((sum, { tookMs = 0 }) => sum + tookMs, 0) / known.length) * air;
}

/**
 * How many pairs of each scenario there will be, told from time alone: a plan that looked at figures would spend
 * error that nobody counts.
 */
export function planPairs(request: {
  /** Pairs of each scenario that there are, without warm-ups. */
  made: number;
  /** One pair of each scenario. */
  roundMs: number;
  budget: Budget;
}): number {
  const { made, roundMs, budget } = request;
  const leftMs = Math.max(0, budget.totalMs - budget.elapsedMs());
  const more = roundMs > 0 ? Math.floor(leftMs / roundMs) : mostUseful;
  return Math.min(mostUseful, Math.max(fewestUseful, made + more));
}
