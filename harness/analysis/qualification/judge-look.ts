import type { Random } from "../../core/clock.ts";
import type { MetricComparison, MetricRule } from "../../core/qualification.ts";
import { alignMetrics } from "./align.ts";
import { openResamples } from "./bootstrap.ts";
import { compareMetric } from "./compare-metric.ts";
import { testDifferences } from "./difference-test.ts";
import type { Pair } from "./pair.ts";
import { signFlips } from "./sign-flips.ts";
import { errorSpentBy, familyError, fewestPairs, lastError } from "./spend-error.ts";

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
  /** Of the allowed error: spent by this look and those before it. */
  spent: number;
  /** Of the intervals and of the tests of this look: one less what it spends, twice where there are two sides. */
  confidence: number;
  metrics: MetricComparison[];
  /** Metrics that decide, by whether they are decided. */
  decided: number;
  undecided: number;
  /** More pairs would not change the verdict. */
  stop: boolean;
}

/**
 * Looks at the pairs so far. Whoever looks several times hands the earlier looks in, so that all together err in
 * any metric with `familyError` at most: each look spends what of the error has come free since (a sum, so that
 * nothing need be known of how looks hang together). The claim that all is the same needs no correction
 * for many metrics, since it is made only where each one of them passes its own test
 * (intersection-union, Berger 1982).
 */
export function judgeLook(request: LookRequest): Look {
  const { pairs, rules, planned, isLast = false, earlier = [], random } = request;
  const byScenario = Map.groupBy(pairs, ({ scenario }) => scenario);
  const count = Math.max(0, ...[...byScenario.values()].map((own) => own.length));
  const spentBefore = earlier.at(-1)?.spent ?? 0;
  const spent = isLast ? familyError : Math.max(spentBefore, errorSpentBy(count / planned));
  const error = spent - spentBefore;
  const needed = fewestPairs(isLast ? error : lastError);
  const aligned = alignMetrics(pairs, rules);
  const flips = signFlips(pairs.length, request.flips ?? 4096, random.fork(`flips/${count}`));
  const differences = testDifferences(aligned, flips);
  const draw = openResamples(random.fork(`bootstrap/${count}`));
  const before = new Map(earlier.at(-1)?.metrics.map((each) => [keyOf(each), each]));
  const metrics = aligned.map((metric, at) =>
    compareMetric({
      metric,
      difference: differences[at] ?? { pValue: 1, adjustedPValue: 1 },
      flips,
      draw,
      error,
      needed,
      before: before.get(keyOf(metric)),
    }),
  );
  const deciding = metrics.filter(({ rule }) => rule.decides);
  const undecided = deciding.filter(({ verdict }) => verdict === "undecided").length;
  return {
    ...{ pairs: count, spent, confidence: 1 - 2 * error, metrics, undecided },
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
