import type { MetricSeries } from "../../../harness/analysis/metric-series.ts";
import { absent, formatChange, formatFigure } from "../../quantity.ts";
import { html, type Markup } from "../markup.ts";
import { seriesTitle } from "./trends-data.ts";

/** Changes of level, the latest first; each shows its metric below. */
export function changesSection(series: readonly MetricSeries[]): Markup {
  const changes = series
    .flatMap((of) => of.changes.map((change) => ({ of, change })))
    .sort((a, b) => (a.change.startedAt < b.change.startedAt ? 1 : -1));
  if (changes.length === 0) {
    return html`<section id="changes"><h2>Changes</h2><p class="small">No change of level is shown.</p></section>`;
  }
  const rows = changes.map(({ of, change: { startedAt, before, after, p, run } }) => {
    const ratio = before === 0 ? null : after / before;
    return html`<tr><td>${startedAt.slice(0, 16).replace("T", " ")}</td>
<th scope="row"><a href="#trends" data-metric="${of.metric}">${of.metric}</a><span class="line">${seriesTitle(of)}</span></th>
<td class="figure">${formatFigure(of.metric, before)}</td><td class="figure">${formatFigure(of.metric, after)}</td>
<td class="figure">${ratio === null ? absent : formatChange(ratio)}</td><td class="figure">${p < 0.001 ? "< 0.001" : p.toFixed(3)}</td><td><code>${run.slice(0, 12)}</code></td></tr>`;
  });
  return html`<section id="changes"><h2>Changes</h2>
<p class="filter"><label for="filter-changes">Filter</label> <input type="search" id="filter-changes" data-filters="change-rows" placeholder="memory flux@2.7" autocomplete="off"> <output for="filter-changes"></output></p>
<div class="scroll" tabindex="0" role="region" aria-label="Changes of level"><table>
<thead><tr><th scope="col">first run at the new level</th><th scope="col">metric</th><th scope="col" class="figure">before</th><th scope="col" class="figure">after</th><th scope="col" class="figure">change</th><th scope="col" class="figure">p</th><th scope="col">run</th></tr></thead>
<tbody id="change-rows">${rows}</tbody></table></div></section>`;
}
