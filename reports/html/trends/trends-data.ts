import type { MetricSeries } from "../../../harness/analysis/metric-series.ts";

/** What the page's script draws from. */
export interface TrendsData {
  groups: TrendGroup[];
}

/** Runs that can be held to one another, oldest first, and every figure they have. */
export interface TrendGroup {
  title: string;
  /** Seconds since 1970. */
  at: number[];
  /** First letters of each run's id. */
  runs: string[];
  metrics: Record<string, Trend>;
}

export interface Trend {
  values: (number | null)[];
  /** Levels from a run on, the first from the first one. */
  levels: { from: number; value: number }[];
}

type Identity = Omit<MetricSeries, "metric" | "points" | "changes">;

/** `sources/force-push · local · sim · flux@2.7 · a CPU` */
export function seriesTitle(of: Identity): string {
  const subject = of.ofModel ? `${of.subject} (the model, not measured)` : of.subject;
  const { scenario, environment, gitHost, machine, set } = of;
  return [scenario, environment, gitHost, subject, machine, ...set].join(" · ");
}

/** Series by what was run, so that the times of runs stand in the page once. */
export function trendsData(series: readonly MetricSeries[]): TrendsData {
  const groups = Map.groupBy(series, seriesTitle);
  return { groups: [...groups].map(([title, own]) => trendGroup(title, own)) };
}

function trendGroup(title: string, series: readonly MetricSeries[]): TrendGroup {
  const times = new Map(
    series.flatMap(({ points }) => points.map(({ run, startedAt }) => [run, startedAt] as const)),
  );
  const ordered = [...times].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  const places = new Map(ordered.map(([run], index) => [run, index]));
  return {
    title,
    at: ordered.map(([, startedAt]) => Date.parse(startedAt) / 1000),
    runs: ordered.map(([run]) => run.slice(0, 12)),
    metrics: Object.fromEntries(series.map((each) => [each.metric, trend(each, places)])),
  };
}

function trend({ points, changes }: MetricSeries, places: ReadonlyMap<string, number>): Trend {
  const values: (number | null)[] = Array.from(places, () => null);
  for (const { run, value } of points) values[places.get(run) ?? 0] = short(value);
  const [first] = changes;
  const levels = changes.map(({ run, after }) => ({
    from: places.get(run) ?? 0,
    value: short(after),
  }));
  return { values, levels: first ? [{ from: 0, value: short(first.before) }, ...levels] : [] };
}

/** More digits than any plot shows, fewer than a mean of floats has. */
function short(value: number): number {
  return Number(value.toPrecision(7));
}
