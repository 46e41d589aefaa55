import type { Capacity, MeasuredPoint } from "../../../harness/core/capacity.ts";
import { html, type Markup } from "../markup.ts";
import { runLink } from "../run-link.ts";
import { madeSection } from "../sections/made.ts";

/** What was measured, point by point, and where. */
export function pointsSection(capacity: Capacity): Markup {
  const { points } = capacity;
  return madeSection(
    capacity,
    html`<details class="data"><summary>All ${points.length} points</summary>${pointsTable(points)}</details>`,
  );
}

function pointsTable(points: readonly MeasuredPoint[]): Markup {
  const rows = points.map(({ dir, shape, seed, lost }, index) => {
    const { kustomizations, repositories, filesPerRepository, concurrency, shards } = shape;
    const numbers = [kustomizations, repositories, filesPerRepository, concurrency, shards, seed];
    return html`<tr><th scope="row" class="figure">${index}</th>${numbers.map((value) => html`<td class="figure">${value}</td>`)}<td class="figure">${shape.cpuLimitCores ?? "none"}</td><td>${runLink(dir)}</td><td>${lost !== undefined && html`lost: ${lost}`}</td></tr>`;
  });
  const head = [
    "point",
    "Kustomizations",
    "repositories",
    "files",
    "workers",
    "shards",
    "seed",
    "cores",
  ];
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Points"><table><caption class="hidden">Points</caption>
<thead><tr>${head.map((name) => html`<th scope="col" class="figure">${name}</th>`)}<th scope="col">run</th><th scope="col">note</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
