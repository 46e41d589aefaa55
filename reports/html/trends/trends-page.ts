import type { FlakeRate } from "../../../harness/analysis/flakes.ts";
import type { MetricSeries } from "../../../harness/analysis/metric-series.ts";
import { renderDocument } from "../document.ts";
import { html, type Markup } from "../markup.ts";
import { changesSection } from "./changes.ts";
import { flakesSection } from "./flakes.ts";
import { type TrendGroup, type TrendsData, trendsData } from "./trends-data.ts";

/** What an archive holds, read for its page. */
export interface Trends {
  /** As the page names where it comes from. */
  source: string;
  runs: number;
  series: readonly MetricSeries[];
  rates: readonly FlakeRate[];
  /** Shown first; otherwise the likeliest one to be asked for. */
  metric?: string;
}

const usual = "latency.ready.p95Ms";

/** Figures of many days' runs over time: what changed, every figure drawn, how often scenarios did not pass. */
export function renderTrendsPage(trends: Trends): string {
  const data = trendsData(trends.series);
  const changes = trends.series.flatMap((each) => each.changes);
  const flaky = trends.rates.filter((each) => each.flaky).length;
  const body = html`<header>
<p class="brand">fluxproof <span>history of ${trends.source}</span></p>
<h1><span>${counted(changes.length, "change")} of level</span><span class="${flaky > 0 ? "unknown" : "pass"}">${counted(flaky, "flaky scenario")}</span></h1>
<p class="subject">${span(trends)}</p>
<p class="small">A change of level has a probability by chance below 1 % within its series: of ${trends.series.length} series without any change, about ${Math.ceil(trends.series.length / 100)} would show one all the same.</p>
</header>
<main>${changesSection(trends.series)}
${plotsSection(trends, data)}
${flakesSection(trends.rates)}</main>`;
  return renderDocument({
    ...{
      page: "trends",
      title: `${counted(changes.length, "change")} · history · fluxproof`,
      body,
      data,
    },
  });
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function span({ runs, series }: Trends): string {
  const days = series.flatMap(({ points }) =>
    points.map(({ startedAt }) => startedAt.slice(0, 10)),
  );
  const [first, last] = [days.toSorted()[0], days.toSorted().at(-1)];
  return first === undefined ? `${runs} runs` : `${runs} runs, ${first} to ${last}`;
}

function plotsSection({ series, metric }: Trends, { groups }: TrendsData): Markup {
  const names = [...new Set(series.map((each) => each.metric))].sort();
  if (names.length === 0) {
    return html`<section><h2>Over time</h2><p class="small">No run that passed has figures.</p></section>`;
  }
  const wanted = [metric, usual].find((name) => name !== undefined && names.includes(name));
  const options = names.map(
    (name) => html`<option${name === wanted && html` selected`}>${name}</option>`,
  );
  return html`<section id="trends"><h2>Over time</h2>
<p class="filter"><label for="trend-metric">Metric</label> <select id="trend-metric">${options}</select></p>
<p class="filter"><label for="filter-trends">Filter</label> <input type="search" id="filter-trends" data-filters="trend-rows" placeholder="force-push local" autocomplete="off"> <output for="filter-trends"></output> <span class="small">press / to filter</span></p>
<div id="trend-rows">${groups.map(trendPlot)}</div></section>`;
}

function trendPlot({ title }: TrendGroup, index: number): Markup {
  return html`<figure class="plot"><figcaption>${title}</figcaption>
<div class="canvas" role="img" aria-label="${`${title}: values of runs that passed; the table above has its changes.`}" data-plot="trend" data-group="${index}"></div></figure>`;
}
