import pc from "picocolors";
import type { FlakeRate } from "../analysis/flakes.ts";
import type { MetricSeries } from "../archive/series.ts";

/** Series one after another: where it was measured, its course, what changed. */
export function seriesText(series: readonly MetricSeries[]): string {
  return series.map(oneSeries).join("\n\n");
}

function oneSeries(series: MetricSeries): string {
  const { scenario, environment, gitHost, machine, metric, points, changes } = series;
  const subject = series.ofModel ? `${series.subject} (the model, not measured)` : series.subject;
  const [first, last] = [points[0], points.at(-1)];
  return [
    `${scenario} · ${environment} · ${gitHost} · ${subject} · ${machine}`,
    `  ${metric}, ${points.length} runs, ${first?.startedAt.slice(0, 10)} to ${last?.startedAt.slice(0, 10)}`,
    `  ${sparkline(points.map(({ value }) => value))}`,
    ...changes.map(({ startedAt, before, after, p, run }) => {
      const ratio = before === 0 ? "" : ` (${(after / before).toFixed(2)} times)`;
      return pc.yellow(
        `  changed on ${startedAt}: ${figure(before)} → ${figure(after)}${ratio}, p ${p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}`}, from run ${run.slice(0, 12)} on`,
      );
    }),
    ...(changes.length === 0 ? ["  no change of level is shown"] : []),
  ].join("\n");
}

const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const mostBars = 72;

/** The last values as bars between the least and the greatest of them. */
export function sparkline(values: readonly number[]): string {
  const shown = values.slice(-mostBars);
  const low = Math.min(...shown);
  const span = Math.max(...shown) - low;
  const line = shown.map((value) =>
    span === 0 ? bars[0] : bars[Math.round(((value - low) / span) * (bars.length - 1))],
  );
  return `${line.join("")}  ${figure(low)} to ${figure(low + span)}`;
}

/** A figure whose unit its metric's name tells, to four digits. */
export function figure(value: number): string {
  return Number(value.toPrecision(4)).toLocaleString("en");
}

/** A line for each scenario, those that did not pass the most first. */
export function flakesText(rates: readonly FlakeRate[]): string {
  return rates
    .map(({ scenario, environment, subject, runs, failed, unknown, rate, interval, flaky }) => {
      const [low, high] = [interval.low, interval.high].map(percent);
      const line = `${percent(rate).padStart(6)} (95 %: ${low} to ${high})  ${scenario}  ${environment}  ${subject}  ${failed} failed, ${unknown} unknown of ${runs}`;
      return flaky ? pc.yellow(line) : line;
    })
    .join("\n");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
