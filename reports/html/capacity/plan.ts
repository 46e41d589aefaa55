import type { CapacityPlan, CapacityQuestion } from "../../../harness/core/capacity.ts";
import { formatBytes, formatMs } from "../../quantity.ts";
import { html, type Markup } from "../markup.ts";
import { runLink } from "../run-link.ts";
import { boundsText, estimateCell } from "./estimate-text.ts";

/** The smallest that holds: controllers, where the latency comes from, rates, what it rests on, manifests. */
export function planSection(plan: CapacityPlan, question: CapacityQuestion): Markup {
  return html`<section id="plan"><h2>Plan</h2>
${controllersTable(plan)}
<dl>${facts(plan, question).map(([name, value]) => html`<div class="fact"><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<div class="pair"><div>${latencyTable(plan)}</div><div>${ratesTable(plan)}</div></div>
${plan.assumptions.length > 0 && html`<h3>What must be true for it</h3><ul>${plan.assumptions.map((each) => html`<li>${each}</li>`)}</ul>`}
${manifestsPart(plan)}</section>`;
}

function facts(plan: CapacityPlan, { slo }: CapacityQuestion): [string, string][] {
  const { latencyMs, marginPercent } = plan;
  return [
    [
      "polling",
      `sources every ${formatMs(plan.sourceIntervalMs)}, Kustomizations every ${formatMs(plan.kustomizationIntervalMs)}`,
    ],
    [
      "latency",
      `${formatMs(latencyMs.value)} (${boundsText("Ms", latencyMs)}), allowed ${formatMs(slo.withinMs)}`,
    ],
    ["margin", `${Number(marginPercent.toFixed(1))} % of what is allowed, above the upper bound`],
    ["binds first", plan.binding],
  ];
}

function controllersTable({ controllers }: CapacityPlan): Markup {
  const rows = controllers.map(
    (each) =>
      html`<tr><th scope="row">${each.name}</th><td class="figure">${each.instances}</td><td class="figure">${each.concurrency}</td><td class="figure">${each.objectsPerInstance}</td><td class="figure">${estimateCell("Bytes", each.memoryBytes)}</td><td class="figure">${bounds(each.requests)}</td><td class="figure">${bounds(each.limits)}</td><td class="figure">${percentCell(each.utilisation)}</td></tr>`,
  );
  return table(
    "Controllers, with intervals",
    [
      "controller",
      "instances",
      "concurrency",
      "objects on the fullest",
      "memory",
      "requests",
      "limits",
      "busy",
    ],
    rows,
  );
}

function bounds({ cpuCores, memoryBytes }: { cpuCores: number; memoryBytes: number }): Markup {
  return html`${formatBytes(memoryBytes)}<span class="line">${Number(cpuCores.toPrecision(3))} cores</span>`;
}

function percentCell(share: CapacityPlan["controllers"][number]["utilisation"]): Markup {
  if (!share) return html`–`;
  const percent = (value: number) => `${(value * 100).toFixed(0)} %`;
  return html`${percent(share.value)}<span class="line">${percent(share.low)} to ${percent(share.high)}</span>`;
}

function latencyTable({ latencyParts }: CapacityPlan): Markup {
  const rows = latencyParts.map(
    ({ name, estimate }) =>
      html`<tr><th scope="row">${name}</th><td class="figure">${estimateCell("Ms", estimate)}</td></tr>`,
  );
  return table("Where the latency comes from", ["part", "expected"], rows);
}

function ratesTable({ rates }: CapacityPlan): Markup {
  const all: [string, CapacityPlan["latencyMs"] | null][] = [
    ["Git host", rates.gitPerSecond],
    ...Object.entries(rates.kubernetesPerSecond),
    ["API server while a commit is applied", rates.kubernetesPerSecondPeak],
  ];
  const rows = all.map(
    ([name, estimate]) =>
      html`<tr><th scope="row">${name}</th><td class="figure">${estimateCell("perSecond", estimate)}</td></tr>`,
  );
  return table("Requests a second", ["by or at", "expected"], rows);
}

function manifestsPart({ manifests }: CapacityPlan): Markup {
  if (!manifests) return html`<h3>Manifests</h3><p class="small">None were written.</p>`;
  const { dir, files, dryRun } = manifests;
  const verdict = dryRun?.accepted
    ? html`<span class="badge pass">✓ accepted</span>`
    : html`<span class="badge ${dryRun ? "fail" : "unknown"}">${dryRun ? "✗ refused" : "? not tried"}</span>`;
  return html`<h3>Manifests</h3><p>${verdict} by a server-side dry run${dryRun && html`: ${dryRun.because}`}</p>
<ul>${files.map((file) => html`<li>${runLink(`${dir}/${file}`, { kind: "file" })}</li>`)}</ul>`;
}

function table(caption: string, head: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${head.map((name, column) => html`<th scope="col"${column > 0 && html` class="figure"`}>${name}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
