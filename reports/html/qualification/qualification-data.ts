import type { MetricComparison, Qualification } from "../../../harness/core/qualification.ts";

/** What the page's script draws from. */
export interface QualificationData {
  /** In the order of the page's table. */
  metrics: PairedValues[];
}

export type PairedValues = Pick<
  MetricComparison,
  "scenario" | "metric" | "baseline" | "candidate" | "verdict"
>;

const gravity = ["worse", "undecided", "better", "no-difference"];

/** What is worse stands first, then what else a decision hangs on, then the rest; the order within stays. */
export function orderedMetrics({ performance }: Qualification): MetricComparison[] {
  const rank = ({ verdict, rule }: MetricComparison) => {
    const shownOnly = rule.decides ? 0 : 1;
    return verdict === "worse"
      ? shownOnly
      : 1 + gravity.indexOf(verdict) + shownOnly * gravity.length;
  };
  return performance.metrics.toSorted((a, b) => rank(a) - rank(b));
}

export function qualificationData(metrics: readonly MetricComparison[]): QualificationData {
  return {
    metrics: metrics.map(({ scenario, metric, baseline, candidate, verdict }) => ({
      ...{ scenario, metric, baseline, candidate, verdict },
    })),
  };
}
