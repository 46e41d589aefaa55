import { renderTrendsPage, type Trends } from "../../reports/html/trends/trends-page.ts";
import { flakeRates } from "../analysis/flakes.ts";
import type { RunSummary } from "../archive/run-summary.ts";
import { metricSeries } from "../archive/series.ts";
import { UsageError } from "../core/failure.ts";

/**
 * The page of an archive's runs: every figure over time, `metric` shown first.
 * @throws UsageError for a metric that no run that passed has.
 */
export function trendsPage(
  summaries: readonly RunSummary[],
  { source, metric }: { source: string; metric?: string },
): string {
  const names = new Set(summaries.flatMap(({ metrics }) => Object.keys(metrics)));
  const series = [...names].flatMap((name) => metricSeries(summaries, { metric: name }));
  if (metric !== undefined && !series.some((each) => each.metric === metric)) {
    const known = [...names].sort().join(", ");
    throw new UsageError(`--metric ${metric}: no run that passed has it; there are: ${known}`);
  }
  const trends: Trends = {
    ...{ source, runs: summaries.length, series, rates: flakeRates(summaries) },
    ...(metric === undefined ? {} : { metric }),
  };
  return renderTrendsPage(trends);
}
