import type { MetricComparison, MetricVerdict } from "../../../harness/core/qualification.ts";
import { formatChange, formatFigure } from "../../quantity.ts";
import { html, type Markup } from "../markup.ts";
import { forestAxis, forestRow, forestScale } from "./forest.ts";
import { verdictWords } from "./head.ts";

const looks: Record<MetricVerdict, { sign: string; outcome: string }> = {
  worse: { sign: "✗", outcome: "fail" },
  undecided: { sign: "?", outcome: "unknown" },
  better: { sign: "✓", outcome: "pass" },
  "no-difference": { sign: "=", outcome: "same" },
};

/** Every metric: medians of both sides, how they compare, and the interval as it lies to the margin. */
export function metricsSection(metrics: readonly MetricComparison[]): Markup {
  if (metrics.length === 0) {
    return html`<section id="performance"><h2>Performance</h2><p class="small">No metric was compared.</p></section>`;
  }
  const scale = forestScale(metrics);
  return html`<section id="performance"><h2>Performance</h2>
<p class="small">The candidate's figures over the baseline's: median of the ratios within pairs of runs, and its interval at each comparison's own confidence. The shaded band is the margin: a difference within it doesn't matter.</p>
<p class="filter"><label for="filter-metrics">Filter</label> <input type="search" id="filter-metrics" data-filters="metric-rows" placeholder="worse memory source-controller" autocomplete="off"> <output for="filter-metrics"></output> <span class="small">press / to filter</span></p>
<table class="forest"><caption class="hidden">Metrics of both sides</caption>
<thead><tr><th scope="col">verdict</th><th scope="col">metric</th><th scope="col" class="figure">baseline</th><th scope="col" class="figure">candidate</th><th scope="col" class="figure">change</th><th scope="col" class="draw"><span class="hidden">interval and margin</span>${forestAxis(scale)}</th></tr></thead>
<tbody id="metric-rows">${metrics.map((each, index) => metricRow(each, index, scale))}</tbody></table></section>`;
}

function metricRow(
  comparison: MetricComparison,
  index: number,
  scale: ReturnType<typeof forestScale>,
): Markup {
  const { scenario, metric, controller, verdict, rule, because, baselineMedian } = comparison;
  const { sign, outcome } = looks[verdict];
  return html`<tr id="${`m${index}`}" data-verdict="${verdict}"><td><span class="badge ${outcome}"><span aria-hidden="true">${sign}</span> ${verdictWords[verdict]}</span></td>
<th scope="row"><a href="#pairs" data-metric="${index}">${metric}</a><span class="line">${scenario}${controller !== null && ` · ${controller}`}${!rule.decides && " · shown only"}</span><span class="line">${because}</span></th>
<td class="figure" data-side="baseline">${formatFigure(metric, baselineMedian)}</td><td class="figure" data-side="candidate">${formatFigure(metric, comparison.candidateMedian)}</td>
<td class="figure">${changeText(comparison)}<span class="line">${certainty(comparison)}</span></td>
<td class="draw">${forestRow(comparison, scale)}</td></tr>`;
}

function changeText({ ratio, interval }: MetricComparison): Markup {
  const within = interval && `${formatChange(interval[0])} to ${formatChange(interval[1])}`;
  return html`${formatChange(ratio)}${within !== null && html`<span class="line">${within}</span>`}`;
}

function certainty({ confidence, pValue, adjustedPValue, baseline }: MetricComparison): string {
  const p = adjustedPValue ?? pValue;
  const told =
    p === null ? "too few pairs to test" : p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`;
  return `${Number((confidence * 100).toFixed(2))} %, ${told}, ${baseline.length} pairs`;
}
