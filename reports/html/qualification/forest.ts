import type { MetricComparison } from "../../../harness/core/qualification.ts";
import { formatChange } from "../../quantity.ts";
import { html, type Markup } from "../markup.ts";

const width = 280;
const height = 26;
const inset = 14;
const ratios = [0.125, 0.25, 0.5, 0.67, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.25, 1.5, 2, 4, 8];

/** One axis of ratios for all rows, logarithmic: half and double lie equally far from no change. */
export interface ForestScale {
  low: number;
  high: number;
  x: (ratio: number) => number;
}

/** Reaches as far as the intervals do, within an eighth and eightfold. */
export function forestScale(metrics: readonly MetricComparison[]): ForestScale {
  const shown = metrics.flatMap((each) => [
    ...(each.interval ?? []),
    ...(each.ratio === null ? [] : [each.ratio]),
    ...[1 + marginOf(each), 1 / (1 + marginOf(each))],
  ]);
  const far = shown.filter((ratio) => ratio > 0).map((ratio) => Math.abs(Math.log(ratio)));
  const reach = Math.min(Math.log(8), Math.max(Math.log(1.1), ...far) * 1.08);
  const x = (ratio: number) =>
    Number((width / 2 + (Math.log(ratio) / reach) * (width / 2 - inset)).toFixed(2));
  return { low: Math.exp(-reach), high: Math.exp(reach), x };
}

/** Ticks that stand far enough apart. */
export function forestAxis({ low, high, x }: ForestScale): Markup {
  const ticks: number[] = [1];
  const outward = ratios.toSorted((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b)));
  for (const ratio of outward.toReversed().concat(outward)) {
    const fits = ratio >= low && ratio <= high;
    if (fits && ticks.every((tick) => Math.abs(x(tick) - x(ratio)) > 52)) ticks.push(ratio);
  }
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Axis of the change, from ${formatChange(low)} to ${formatChange(high)}">${ticks
    .toSorted((a, b) => a - b)
    .map(
      (ratio) =>
        html`<g class="tick" data-ratio="${ratio}"><line x1="${x(ratio)}" x2="${x(ratio)}" y1="20" y2="26"/><text x="${x(ratio)}" y="15">${ratio === 1 ? "same" : formatChange(ratio, 0)}</text></g>`,
    )}</svg>`;
}

/** The margin as a band, the interval as a line, the median as a dot; arrows where it goes on beyond the axis. */
export function forestRow(comparison: MetricComparison, scale: ForestScale): Markup {
  const { ratio, interval, verdict } = comparison;
  const { low, high, x } = scale;
  const margin = 1 + marginOf(comparison);
  const inside = (value: number) => x(Math.min(high, Math.max(low, value)));
  const band = { from: inside(Math.max(low, 2 - margin)), to: inside(margin) };
  const middle = height / 2;
  return html`<svg viewBox="0 0 ${width} ${height}" class="${verdict}" role="img" aria-label="${spoken(comparison)}"><title>${spoken(comparison)}</title>
<rect class="margin" x="${band.from}" y="0" width="${Number((band.to - band.from).toFixed(2))}" height="${height}"/><line class="same" x1="${x(1)}" x2="${x(1)}" y1="0" y2="${height}"/>
${interval && html`<line class="interval" x1="${inside(interval[0])}" x2="${inside(interval[1])}" y1="${middle}" y2="${middle}"/>${interval[0] < low && arrow(inset, -1)}${interval[1] > high && arrow(width - inset, 1)}`}
${ratio !== null && html`<circle class="median" cx="${inside(ratio)}" cy="${middle}" r="4.5"/>`}</svg>`;
}

function arrow(x: number, direction: 1 | -1): Markup {
  const middle = height / 2;
  const [tip, back] = [x + direction * 9, x + direction * 1];
  return html`<path class="beyond" d="M${tip} ${middle}L${back} ${middle - 5}V${middle + 5}Z"/>`;
}

/** The wider of the two margins, as a share of the baseline's median. */
export function marginOf({ rule, baselineMedian }: MetricComparison): number {
  const absolute = baselineMedian > 0 ? rule.marginAbsolute / baselineMedian : 0;
  return Math.max(rule.marginPercent / 100, absolute);
}

function spoken(comparison: MetricComparison): string {
  const { ratio, interval } = comparison;
  if (ratio === null) return "no ratio: the baseline is zero";
  const within = interval
    ? `between ${formatChange(interval[0])} and ${formatChange(interval[1])}`
    : "no interval";
  return `${formatChange(ratio)}, ${within}; margin ${Number((marginOf(comparison) * 100).toFixed(1))} %`;
}
