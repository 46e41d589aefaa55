import { type RecentShift, recentShift } from "../analysis/recent-shift.ts";
import { matchesAny } from "../core/glob.ts";
import type { RunSummary } from "./run-summary.ts";
import { type MetricSeries, metricSeries } from "./series.ts";

/** A figure that has got worse in the latest runs. */
export interface Regression extends Omit<MetricSeries, "points" | "changes"> {
  shift: RecentShift;
  /** The first run at the worse level. */
  startedAt: string;
  run: string;
}

export interface RegressionRequest {
  /** Globs over names of metrics, for all of which more is worse. */
  metrics: readonly string[];
  /** A rise below so many percent doesn't matter. */
  marginPercent: number;
  /** A rise is told when its probability by chance is below; for all series together. Default 0.01. */
  alpha?: number;
}

/** What was looked at, and which of it got worse: the likeliest first. */
export interface Regressions {
  /** Series that are still measured: the only ones that can get worse. */
  series: number;
  /** Those of them that have too few runs to tell. */
  short: number;
  found: Regression[];
}

/** So few nights decide nothing, however far apart they are. */
const fewest = 8;

/**
 * Figures whose latest runs are worse than those before them, the correction for many figures in it. The model's
 * are none: they were not measured.
 */
export function findRegressions(
  summaries: readonly RunSummary[],
  { metrics, marginPercent, alpha = 0.01 }: RegressionRequest,
): Regressions {
  const measured = summaries.filter(({ subjectKind }) => subjectKind !== "model");
  const names = new Set(measured.flatMap((run) => Object.keys(run.metrics)));
  const series = [...names]
    .filter((name) => matchesAny(metrics, name))
    .flatMap((metric) => metricSeries(measured, { metric }));
  const long = series.filter(({ points }) => points.length >= fewest);
  const found = long.flatMap(({ points, changes, ...of }) => {
    const shift = recentShift(points.map(({ value }) => value));
    if (!shift || shift.after < shift.before * (1 + marginPercent / 100)) return [];
    const p = Math.min(1, shift.p * long.length);
    const { startedAt = "", run = "" } = points.at(-shift.count) ?? {};
    return p < alpha ? [{ ...of, shift: { ...shift, p }, startedAt, run }] : [];
  });
  found.sort((a, b) => a.shift.p - b.shift.p);
  return { series: series.length, short: series.length - long.length, found };
}
