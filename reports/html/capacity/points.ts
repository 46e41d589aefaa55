import type { Capacity, MeasuredPoint } from "../../../harness/core/capacity.ts";
import { formatBytes } from "../../quantity.ts";
import { html, type Markup } from "../markup.ts";
import { runLink } from "../qualification/run-link.ts";
import { figureTable } from "../sections/table.ts";

/** What was measured, point by point, and where. */
export function pointsSection({
  points,
  subject,
  environment,
  gitHost,
  host,
  ...of
}: Capacity): Markup {
  const facts: [string, string][] = [
    ["environment", `${environment}, Git host ${gitHost}`],
    ["seed", String(of.seed)],
    ["started", of.startedAt],
    ["host", `${host.os}, kernel ${host.kernel}, ${host.arch}`],
    ["processors", `${host.cpus} × ${host.cpuModel}, ${formatBytes(host.memoryBytes)} of memory`],
    ["software", `fluxproof ${of.fluxproof}, Node ${host.node}, git ${host.git}`],
  ];
  const parts = subject.controllers.map((part) => [
    ...[part.name, part.version, part.sha256 ?? "none: a model"],
  ]);
  return html`<footer><h2>What was measured, and where</h2>
<details class="data"><summary>All ${points.length} points</summary>${pointsTable(points)}</details>
${figureTable({ head: ["controller", "version", "sha256 of the binary"], words: 3, rows: parts }, `Controllers of ${subject.name}`)}
${subject.notes.map((note) => html`<p class="note">${note}</p>`)}
<dl>${facts.map(([name, value]) => html`<div class="fact"><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></footer>`;
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
