import type { MetricComparison, Performance } from "../../../harness/core/qualification.ts";
import { html, type Markup } from "../markup.ts";
import { runLink } from "../run-link.ts";
import { figureTable } from "../sections/table.ts";

/** Values of a metric pair by pair, how confidence was spent, and the pairs with their runs. */
export function pairsSection(
  { looks, pairs, rules }: Performance,
  metrics: readonly MetricComparison[],
): Markup {
  return html`<section id="pairs"><h2>Pairs of runs</h2>
${metrics.length > 0 && chosenMetric(metrics)}
${looks.length > 0 && looksTable(looks)}
<details class="data"><summary>All ${pairs.length} pairs, in the order they were made</summary>${pairsTable(pairs)}</details>
<details class="data"><summary>Rules: what difference matters</summary>${rulesTable(rules)}</details></section>`;
}

function chosenMetric(metrics: readonly MetricComparison[]): Markup {
  const options = metrics.map(
    ({ scenario, metric, verdict }, index) =>
      html`<option value="${index}">${metric} · ${scenario} · ${verdict}</option>`,
  );
  return html`<p class="filter"><label for="pairs-metric">Metric</label> <select id="pairs-metric">${options}</select></p>
<figure class="plot"><figcaption>Baseline and candidate, pair by pair</figcaption>
<div class="canvas" role="img" aria-label="Values of both sides by pair; the table above has the medians." data-plot="pairs"></div></figure>`;
}

function looksTable(looks: Performance["looks"]): Markup {
  const rows = looks.map(({ pairs, confidence, decided, undecided }, index) => [
    `look ${index + 1}`,
    String(pairs),
    `${Number((confidence * 100).toFixed(3))} %`,
    ...[decided, undecided].map(String),
  ]);
  const head = ["look", "pairs by then", "confidence asked for", "decided", "undecided"];
  return html`<h3>How confidence was spent</h3>
${figureTable({ head, words: 1, rows }, "Each look at the pairs spends some of the error that is allowed")}`;
}

function pairsTable(pairs: Performance["pairs"]): Markup {
  const rows = pairs.map(
    (pair) =>
      html`<tr><th scope="row" class="figure">${pair.index}</th><td>${pair.scenario}</td><td class="figure">${pair.seed}</td><td>${pair.first}</td><td>${runLink(pair.baseline)}</td><td>${runLink(pair.candidate)}</td><td>${pair.isWarmUp && "warm-up: dropped"}${pair.lost !== undefined && html`lost: ${pair.lost}`}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Pairs"><table><caption class="hidden">Pairs</caption>
<thead><tr><th scope="col" class="figure">pair</th><th scope="col">scenario</th><th scope="col" class="figure">seed</th><th scope="col">first</th><th scope="col">baseline</th><th scope="col">candidate</th><th scope="col">note</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function rulesTable(rules: Performance["rules"]): Markup {
  const rows = rules.map(({ match, marginPercent, marginAbsolute, decides }) => [
    match,
    decides ? "yes" : "no, shown only; counts when worse",
    `${marginPercent} %`,
    String(marginAbsolute),
  ]);
  const head = ["metrics", "verdict waits for it", "margin", "or, in its own unit"];
  return figureTable({ head, words: 2, rows }, "The first rule whose pattern matches counts");
}
