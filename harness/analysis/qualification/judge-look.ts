import type { Random } from "../../core/clock.ts";
import type { MetricComparison, MetricRule } from "../../core/qualification.ts";
import { alignMetrics } from "./align.ts";
import { openResamples } from "./bootstrap.ts";
import { compareMetric } from "./compare-metric.ts";
import { testDifferences } from "./difference-test.ts";
import type { Pair } from "./pair.ts";
import { signFlips } from "./sign-flips.ts";
import { familyError, fewestPairs, lastPart, sameError, spentBy } from "./spend-error.ts";

export interface LookRequest {
  /** All pairs so far, of all scenarios, without warm-ups, in the order they were made. */
  pairs: readonly Pair[];
  rules: readonly MetricRule[];
  /** Pairs of each scenario that the budget is thought to allow. */
  planned: number;
  /** Whether no more pairs will come: all error that is left is spent. */
  isLast?: boolean;
  /** Looks at fewer of these pairs, in order: what they decided stays decided. */
  earlier?: readonly Look[];
  random: Random;
  /** Ways of the signs that are tried; default 4096. */
  flips?: number;
}

/** What the pairs so far say. */
export interface Look {
  /** Pairs of the scenario that has the most. */
  pairs: number;
  /** Share of the allowed errors that this look and those before it have spent. */
  spent: number;
  /** Of the intervals: one less twice what this look spends of `sameError`. */
  confidence: number;
  metrics: MetricComparison[];
  /** Metrics that decide, by whether they are decided. */
  decided: number;
  undecided: number;
  /** More pairs would not change the verdict. */
  stop: boolean;
}

/**
 * Looks at the pairs so far. Whoever looks several times hands the earlier looks in, so that all together err
 * with `familyError` and `sameError` at most: each look spends what of them has come free since (a sum, so
 * that nothing need be known of how looks hang together).
 */
export function judgeLook(request: LookRequest): Look {
  const { pairs, rules, planned, isLast = false, earlier = [], random } = request;
  const byScenario = Map.groupBy(pairs, ({ scenario }) => scenario);
  const count = Math.max(0, ...[...byScenario.values()].map((own) => own.length));
  const spentBefore = earlier.at(-1)?.spent ?? 0;
  const spent = isLast ? 1 : Math.max(spentBefore, spentBy(count / planned));
  const part = spent - spentBefore;
  const needed = fewestPairs(familyError * (isLast ? part : lastPart));
  const aligned = alignMetrics(pairs, rules);
  const flips = signFlips(pairs.length, request.flips ?? 4096, random.fork(`flips/${count}`));
  const differences = testDifferences(aligned, flips);
  const draw = openResamples(random.fork(`bootstrap/${count}`));
  const before = new Map(earlier.at(-1)?.metrics.map((each) => [keyOf(each), each]));
  const metrics = aligned.map((metric, at) =>
    compareMetric({
      metric,
      difference: differences[at] ?? { pValue: 1, adjustedPValue: 1, isMore: false },
      flips,
      draw,
      errors: { family: part * familyError, same: part * sameError },
      needed,
      before: before.get(keyOf(metric)),
    }),
  );
  const deciding = metrics.filter(({ rule }) => rule.decides);
  const undecided = deciding.filter(({ verdict }) => verdict === "undecided").length;
  return {
    ...{ pairs: count, spent, confidence: 1 - 2 * part * sameError, metrics, undecided },
    decided: deciding.length - undecided,
    stop: isLast || metrics.some(isClearlyWorse) || (deciding.length > 0 && undecided === 0),
  };
}

const keyOf = ({ scenario, metric }: { scenario: string; metric: string }) =>
  `${scenario} ${metric}`;

/** Worse by more than its margin: with more pairs it would not turn out to be within. */
function isClearlyWorse(metric: MetricComparison): boolean {
  const { verdict, ratio, rule } = metric;
  return verdict === "worse" && ratio !== null && ratio > 1 + rule.marginPercent / 100;
}
