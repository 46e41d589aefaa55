import { changePoints } from "../analysis/change-points.ts";
import type { MetricSeries } from "../analysis/metric-series.ts";
import type { RunSummary } from "./run-summary.ts";

export type { MetricSeries } from "../analysis/metric-series.ts";

/** The series of a metric, those that changed first. */
export function metricSeries(
  summaries: readonly RunSummary[],
  request: { metric: string; alpha?: number },
): MetricSeries[] {
  const { metric, alpha } = request;
  const measured = summaries.filter(
    ({ outcome, metrics }) => outcome === "pass" && metrics[metric] !== undefined,
  );
  const groups = Map.groupBy(measured, (run) =>
    JSON.stringify([run.scenario, run.environment, run.gitHost, run.subject, run.machine, run.set]),
  );
  return [...groups.values()]
    .flatMap(([first, ...rest]) => (first ? [seriesOf(first, rest, metric, alpha)] : []))
    .sort((a, b) => b.changes.length - a.changes.length || b.points.length - a.points.length);
}

function seriesOf(
  first: RunSummary,
  rest: readonly RunSummary[],
  metric: string,
  alpha: number | undefined,
): MetricSeries {
  const { scenario, environment, gitHost, subject, machine, set } = first;
  const points = [first, ...rest].map(({ startedAt, metrics, id, fluxproof }) => ({
    ...{ startedAt, value: metrics[metric] ?? Number.NaN, run: id, fluxproof },
  }));
  const found = changePoints(
    points.map(({ value }) => value),
    alpha === undefined ? {} : { alpha },
  );
  const changes = found.map((change) => {
    const { startedAt = "", run = "" } = points[change.index] ?? {};
    return { ...change, startedAt, run };
  });
  const ofModel = first.subjectKind === "model";
  return {
    ...{ scenario, environment, gitHost, subject, ofModel, machine, set },
    ...{ metric, points, changes },
  };
}
