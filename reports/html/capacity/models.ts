import type { FittedModel } from "../../../harness/core/capacity.ts";
import { formatFigure } from "../../quantity.ts";
import { html, type Markup } from "../markup.ts";
import { figureTable } from "../sections/table.ts";
import { boundsText } from "./estimate-text.ts";

/** Each model against what was measured: whether it fits, curves with intervals, residuals, how far it goes. */
export function modelsSection(models: readonly FittedModel[]): Markup {
  if (models.length === 0) {
    return html`<section id="models"><h2>Models</h2><p class="small">None was fitted.</p></section>`;
  }
  return html`<section id="models"><h2>Models</h2>${models.map(modelPart)}</section>`;
}

function modelPart(model: FittedModel, index: number): Markup {
  const { name, controller, figure, formula, fits, because, knee, observed } = model;
  return html`<details class="scenario" open id="${`model${index}`}">
<summary><h3><span class="badge ${fits ? "pass" : "fail"}">${fits ? "✓ fits" : "✗ does not fit"}</span> ${name}${controller !== null && ` of ${controller}`}</h3><span class="duration">${figure}</span></summary>
<pre><code>${formula}</code></pre>
<p>${because}</p>
${knee && html`<p class="small">Knee: more than ${formatFigure("", knee.value)} (${boundsText("", knee)}) no longer help.${plateauText(model)}</p>`}
${observed.length > 0 && plots(model, index)}
<p class="small">Residuals: ${percent(model.residualPercentMax)} at most, ${percent(model.residualPercentRms)} root mean square; ${percent(model.tolerancePercent)} are tolerated. Intervals at ${percent(model.confidence * 100)}.</p>
<div class="pair"><div>${parametersTable(model)}</div><div>${rangeTable(model)}</div></div></details>`;
}

/** The highest that its curve reaches: there it is flat, or falls again. */
function plateauText({ curves, figure, knee, axis }: FittedModel): string {
  const best = curves
    .flatMap(({ x, estimates }) => estimates.map((estimate, at) => ({ estimate, x: x[at] ?? 0 })))
    .toSorted((a, b) => b.estimate.value - a.estimate.value)[0];
  if (!best || !knee) return "";
  return ` Plateau: ${formatFigure(figure, best.estimate.value)} (${boundsText(figure, best.estimate)}), at ${axis} ${Number(best.x.toFixed(1))}.`;
}

function plots({ name, curves, observed }: FittedModel, index: number): Markup {
  const label = `${name}: ${observed.length} points measured, ${curves.length} fitted curves with intervals; the tables below have parameters and ranges.`;
  return html`<div class="pair"><figure class="plot"><figcaption>Measured and fitted</figcaption>
<div class="canvas" role="img" aria-label="${label}" data-plot="model" data-model="${index}"></div></figure>
<figure class="plot"><figcaption>Residuals: measured less fitted</figcaption>
<div class="canvas" role="img" aria-label="${`Residuals of ${name} in percent.`}" data-plot="residuals" data-model="${index}"></div></figure></div>`;
}

function parametersTable({ parameters }: FittedModel): Markup {
  const rows = parameters.map(({ name, unit, meaning, estimate }) => [
    name,
    meaning,
    `${formatFigure("", estimate.value)} ${unit}`.trim(),
    boundsText("", estimate),
  ]);
  return figureTable(
    { head: ["parameter", "meaning", "value", "interval"], words: 2, rows },
    "Parameters",
  );
}

function rangeTable({ range }: FittedModel): Markup {
  const rows = range.map(({ feature, from, to, furthest }) => [
    feature,
    ...[`${from} to ${to}`, String(furthest)],
  ]);
  const head = ["feature", "measured", "asked at most"];
  return figureTable({ head, words: 1, rows }, "Range: beyond it the model says nothing");
}

function percent(value: number): string {
  return `${Number(value.toFixed(1))} %`;
}
