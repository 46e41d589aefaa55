import { quantile } from "../quantile.ts";
import type { TierComparison, TierFigures } from "./compare-tiers.ts";

/** How far one tier is from the base, over all scenarios that both ran. */
export interface TierSummary {
  /** Scenarios that both ran. */
  scenarios: number;
  /** Those of them in which every run in both was judged the same. */
  sameVerdict: number;
  /** Elements of all traces that could be compared. */
  traces: { agree: number; total: number };
  /** Of the scenarios' ratios; null where there are none. */
  readyRatio: Spread | null;
  /** Of every controller's in every scenario. */
  workingSetRatio: Spread | null;
}

export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** One summary for each tier but the base. */
export function summariseTiers({
  base,
  tiers,
  scenarios,
}: Pick<TierComparison, "base" | "tiers" | "scenarios">): Record<string, TierSummary> {
  const others = tiers.filter((tier) => tier !== base);
  return Object.fromEntries(
    others.map((tier) => {
      const pairs = scenarios.flatMap(({ tiers: of }) => {
        const [own, held] = [of[tier], of[base]];
        return own && held ? [{ own, held }] : [];
      });
      const traces = pairs.flatMap(({ own }) =>
        own.traces && "total" in own.traces ? [own.traces] : [],
      );
      const sum = (of: "agree" | "total") => traces.reduce((all, each) => all + each[of], 0);
      const ratios = (of: (figures: TierFigures) => (number | null | undefined)[]) =>
        spread(pairs.flatMap(({ own }) => of(own)).filter((ratio) => typeof ratio === "number"));
      return [
        tier,
        {
          scenarios: pairs.length,
          sameVerdict: pairs.filter(({ own, held }) => sameVerdict(own, held)).length,
          traces: { agree: sum("agree"), total: sum("total") },
          readyRatio: ratios(({ readyMs }) => [readyMs?.ratio]),
          workingSetRatio: ratios(({ workingSet }) =>
            Object.values(workingSet).map(({ ratio }) => ratio),
          ),
        },
      ];
    }),
  );
}

/** Whether all runs of both were judged one and the same. */
export function sameVerdict(a: TierFigures, b: TierFigures): boolean {
  return new Set([...a.outcomes, ...b.outcomes]).size === 1;
}

export function spread(values: readonly number[]): Spread | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, median, max] = [sorted[0], quantile(sorted, 0.5), sorted.at(-1)];
  return min === undefined || median === null || max === undefined ? null : { min, median, max };
}
