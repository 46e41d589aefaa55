import type { CellVerdict, FeasibleRegion, RegionCell } from "../../../harness/core/capacity.ts";
import { formatBytes, formatMs } from "../../quantity.ts";
import { html, type Markup } from "../markup.ts";

const looks: Record<CellVerdict, { sign: string; outcome: string; says: string }> = {
  holds: { sign: "✓", outcome: "pass", says: "holds" },
  "too-slow": { sign: "✗", outcome: "fail", says: "slower than the SLO" },
  "too-large": { sign: "✗", outcome: "fail", says: "memory beyond the limit" },
  overloaded: { sign: "✗", outcome: "fail", says: "never done" },
  "out-of-range": { sign: "?", outcome: "unknown", says: "beyond what was measured" },
};

/** Instances against workers: where the SLO and the limits hold, with the upper bounds that decide. */
export function regionSection({ cells, sourceIntervalMs }: FeasibleRegion): Markup {
  const shards = distinct(cells.map((cell) => cell.shards));
  const workers = distinct(cells.map((cell) => cell.concurrency));
  const at = new Map(cells.map((cell) => [`${cell.shards} ${cell.concurrency}`, cell]));
  const caption = `Instances of kustomize-controller by workers of each; sources polled every ${formatMs(sourceIntervalMs)}`;
  return html`<section id="region"><h2>What would hold</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="region"><caption>${caption}. Each cell has the upper bounds of latency and memory.</caption>
<thead><tr><th scope="col">instances</th>${workers.map((count) => html`<th scope="col">${count} workers</th>`)}</tr></thead>
<tbody>${shards.map((count) => html`<tr><th scope="row">${count}</th>${workers.map((each) => regionCell(at.get(`${count} ${each}`)))}</tr>`)}</tbody></table></div>
<details class="data"><summary>Why, cell by cell</summary><ul>${cells.map(
    (cell) =>
      html`<li>${cell.shards} × ${cell.concurrency} workers: ${looks[cell.verdict].says}: ${cell.because}</li>`,
  )}</ul></details></section>`;
}

function regionCell(cell: RegionCell | undefined): Markup {
  if (!cell) return html`<td>–</td>`;
  const { verdict, latencyMs, memoryBytes, isPlan } = cell;
  const { sign, outcome, says } = looks[verdict];
  return html`<td class="${outcome}${isPlan ? " plan" : ""}" data-verdict="${verdict}"><span aria-hidden="true">${sign}</span> ${says}${isPlan && html` <strong>the plan</strong>`}
<span class="line">${latencyMs ? formatMs(latencyMs.high) : "latency not told"}</span><span class="line">${memoryBytes ? formatBytes(memoryBytes.high) : "memory not told"}</span></td>`;
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
