import type { DocumentHead } from "../../../harness/core/document.ts";
import type { SubjectInfo } from "../../../harness/core/run.ts";
import { formatBytes } from "../../quantity.ts";
import { html, type Markup } from "../markup.ts";
import { figureTable } from "./table.ts";

/** What a document that sums runs up was made of, where and with which chance: enough to do it again. */
export function madeSection(
  document: DocumentHead & { subject: SubjectInfo },
  before: Markup = html``,
): Markup {
  return html`<footer><h2>What was measured, and where</h2>
${before}
${controllersTable(document.subject)}
${factsList(headFacts(document))}</footer>`;
}

/** What every such document says of its making. */
export function headFacts(head: DocumentHead): [string, string][] {
  const { environment, gitHost, host, seed, startedAt, fluxproof } = head;
  return [
    ["environment", `${environment}, Git host ${gitHost}`],
    ["seed", String(seed)],
    ["started", startedAt],
    ["host", `${host.os}, kernel ${host.kernel}, ${host.arch}`],
    ["processors", `${host.cpus} × ${host.cpuModel}, ${formatBytes(host.memoryBytes)} of memory`],
    ["software", `fluxproof ${fluxproof}, Node ${host.node}, git ${host.git}`],
  ];
}

export function factsList(facts: readonly (readonly [string, string])[]): Markup {
  return html`<dl>${facts.map(([name, value]) => html`<div class="fact"><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function controllersTable({ name, controllers, notes }: SubjectInfo): Markup {
  const rows = controllers.map((part) => [
    ...[part.name, part.version, part.sha256 ?? "none: a model"],
  ]);
  return html`${figureTable({ head: ["controller", "version", "sha256 of the binary"], words: 3, rows }, `Controllers of ${name}`)}
${notes.map((note) => html`<p class="note">${note}</p>`)}`;
}
