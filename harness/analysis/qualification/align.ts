import { matchesGlob } from "../../core/glob.ts";
import type { MetricRule } from "../../core/qualification.ts";
import { median } from "../median.ts";
import type { Pair } from "./pair.ts";

/** One metric of one scenario over the pairs that have it on both sides. */
export interface AlignedMetric {
  scenario: string;
  metric: string;
  rule: MetricRule;
  /** Which of all pairs have it. */
  pairs: number[];
  baseline: number[];
  candidate: number[];
  /** Runs of either side that have it, of `runs` a side. */
  present: { baseline: number; candidate: number; runs: number };
  /**
   * How figures are held together: `ratio` takes logarithms, so that twice and half are equally far;
   * `difference` subtracts, where a figure may be zero.
   */
  scale: "ratio" | "difference";
  /** Candidate against baseline by pair, on the scale. */
  steps: number[];
  /**
   * How much slower the machine was for the candidate, by pair, as a logarithm; empty where the metric has nothing
   * to do with it or no pair tells.
   */
  paces: number[];
  /** What doesn't matter, on the scale. */
  margin: number;
}

/** Metrics that a rule speaks of, by scenario and name. */
export function alignMetrics(
  pairs: readonly Pair[],
  rules: readonly MetricRule[],
): AlignedMetric[] {
  const scenarios = Map.groupBy(pairs.entries(), ([, pair]) => pair.scenario);
  return [...scenarios].flatMap(([scenario, own]) => {
    const names = new Set(
      own.flatMap(([, { baseline, candidate }]) => [
        ...Object.keys(baseline),
        ...Object.keys(candidate),
      ]),
    );
    return [...names].sort().flatMap((metric) => {
      const rule = rules.find(({ match }) => matchesGlob(match, metric));
      return rule ? [align(scenario, metric, rule, own)] : [];
    });
  });
}

function align(
  scenario: string,
  metric: string,
  rule: MetricRule,
  own: readonly [number, Pair][],
): AlignedMetric {
  const rows = own.map(([index, { baseline, candidate, pace }]) => ({
    ...{ index, pace },
    baseline: figure(baseline, metric),
    candidate: figure(candidate, metric),
  }));
  const whole = rows.filter(
    (row): row is { index: number; baseline: number; candidate: number; pace: Pair["pace"] } =>
      row.baseline !== undefined && row.candidate !== undefined,
  );
  const baseline = whole.map((row) => row.baseline);
  const candidate = whole.map((row) => row.candidate);
  const all = [...baseline, ...candidate];
  const scale = all.every((value) => value > 0) ? "ratio" : "difference";
  const middle = all.length > 0 ? Math.abs(median(all)) : 0;
  const absolute = Math.max((rule.marginPercent / 100) * middle, rule.marginAbsolute);
  return {
    ...{ scenario, metric, rule, baseline, candidate, scale },
    pairs: whole.map(({ index }) => index),
    present: {
      baseline: rows.filter((row) => row.baseline !== undefined).length,
      candidate: rows.filter((row) => row.candidate !== undefined).length,
      runs: rows.length,
    },
    steps: whole.map((row) =>
      scale === "ratio" ? Math.log(row.candidate / row.baseline) : row.candidate - row.baseline,
    ),
    paces: rule.isPaced && scale === "ratio" ? pacesOf(whole.map(({ pace }) => pace)) : [],
    margin: scale === "ratio" ? Math.log1p(absolute / middle) : absolute,
  };
}

/** Where a pair doesn't tell, nothing is taken out of it. */
function pacesOf(found: readonly Pair["pace"][]): number[] {
  if (found.every((pace) => pace === undefined)) return [];
  return found.map((pace) => (pace ? Math.log(pace.candidate / pace.baseline) : 0));
}

/** A run without a request of some kind has no count of it: that is zero, not unknown. */
function figure(run: Record<string, number>, metric: string): number | undefined {
  const value = run[metric] ?? (metric.startsWith("requests.") ? 0 : undefined);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
