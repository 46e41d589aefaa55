import type { HostInfo } from "../../../harness/core/run.ts";
import { formatBytes } from "../../quantity.ts";
import { circumstancesLine, groupBySetup, type SetupGroup } from "../../setup.ts";
import type { StoredRun } from "../../stored-run.ts";
import { html, type Markup } from "../markup.ts";
import { figureTable } from "./table.ts";

/** What was tested where: enough to make the same runs elsewhere. */
export function setupSection(runs: readonly StoredRun[]): Markup {
  return html`<footer><h2>What was tested, and where</h2>${groupBySetup(runs).map(setupPart)}</footer>`;
}

function hostFacts(host: HostInfo): [string, string][] {
  return [
    ["host", `${host.os}, kernel ${host.kernel}, ${host.arch}`],
    ["processors", `${host.cpus} × ${host.cpuModel}, ${formatBytes(host.memoryBytes)} of memory`],
    ["software", `Node ${host.node}, git ${host.git}`],
  ];
}

function setupPart({ setup, runs }: SetupGroup): Markup {
  const { subject, host } = setup;
  const rows = subject.controllers.map(({ name, version, sha256 }) => [
    name,
    version,
    sha256 ?? "none: a model",
  ]);
  const images = subject.controllers.flatMap(({ image }) => image ?? []);
  const facts: [string, string][] = [
    ["subject", `${subject.name} (${subject.kind})`],
    ...images.map((image): [string, string] => ["image", image]),
    ["CRDs", subject.crds.join(", ")],
    ["environment", circumstancesLine(setup)],
    ...(host ? hostFacts(host) : []),
    ["runs", String(runs.length)],
  ];
  return html`${figureTable({ head: ["controller", "version", "sha256 of the binary"], words: 3, rows }, `Controllers of ${subject.name}`)}
<dl>${facts.map(([name, value]) => html`<div class="fact"><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
