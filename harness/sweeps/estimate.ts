import type { Scenario } from "../core/scenario.ts";
import { planScenario } from "../scenario/plan.ts";

/** How much there is to do in a run: Kustomizations, times the commits that each takes. */
export function weightOf(scenario: Scenario): number {
  const { repositories } = planScenario(scenario);
  const count = repositories.reduce((sum, { kustomizations }) => sum + kustomizations.length, 0);
  return count * (1 + commitsIn(scenario.drive));
}

function commitsIn(steps: Scenario["drive"]): number {
  return steps.reduce((sum, { use, with: given, steps: inner = [] }) => {
    const times = use === "repeat" ? Number(given?.times ?? 1) : 1;
    return sum + (use === "commit" ? 1 : 0) + times * commitsIn(inner);
  }, 0);
}

/** What a run took, or is yet to take. */
export interface Weighed {
  weight: number;
  tookMs: number;
}

/**
 * How long runs will take, from those that were made: a fixed part and one that grows with the weight, as least
 * squares have it. Runs of one weight tell no growth, and the mean stands for all. Undefined without any run.
 */
export function estimateMs(
  made: readonly Weighed[],
  weights: readonly number[],
): number | undefined {
  if (made.length === 0) return undefined;
  const meanWeight = mean(made.map(({ weight }) => weight));
  const meanMs = mean(made.map(({ tookMs }) => tookMs));
  const spread = made.reduce((sum, { weight }) => sum + (weight - meanWeight) ** 2, 0);
  const together = made.reduce(
    (sum, { weight, tookMs }) => sum + (weight - meanWeight) * (tookMs - meanMs),
    0,
  );
  // More to do never takes less time: a slope below 0 is noise.
  const slope = spread === 0 ? 0 : Math.max(0, together / spread);
  return weights.reduce((sum, weight) => {
    return sum + Math.max(0, meanMs + slope * (weight - meanWeight));
  }, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
