import type { Qualification, TemporaryFiles } from "../../../harness/core/qualification.ts";
import type { SubjectInfo } from "../../../harness/core/run.ts";
import { formatMs } from "../../quantity.ts";
import { describeTemporaryFiles } from "../../temporary-files.ts";
import { html, type Markup } from "../markup.ts";
import { factsList, headFacts } from "../sections/made.ts";
import { figureTable } from "../sections/table.ts";

/** What was held to what, where and with which chance: enough to do it again. */
export function triedSection(qualification: Qualification): Markup {
  const { baseline, candidate, budgetMs, tookMs, temporaryFiles } = qualification;
  const facts: [string, string][] = [
    ["budget", `${formatMs(budgetMs)} for runs; took ${formatMs(tookMs)}`],
    ...(temporaryFiles ? [fileFact(temporaryFiles)] : []),
    ...headFacts(qualification),
  ];
  return html`<footer><h2>What was tried, and where</h2>
${sidePart("baseline", baseline)}${sidePart("candidate", candidate)}
${factsList(facts)}
<p class="small">A run's own report: <code>fluxproof report RUN --format html --output run.html</code></p></footer>`;
}

function fileFact(temporaryFiles: TemporaryFiles): [string, string] {
  return ["temporary files", describeTemporaryFiles(temporaryFiles)];
}

function sidePart(side: string, { name, kind, controllers, crds, notes }: SubjectInfo): Markup {
  const rows = controllers.map((part) => [
    ...[part.name, part.version, part.sha256 ?? "none: a model", part.image ?? "–"],
  ]);
  const head = ["controller", "version", "sha256 of the binary", "image"];
  return html`<h3>${side}: ${name} (${kind})</h3>
${figureTable({ head, words: 4, rows }, `Controllers of ${name}; CRDs of ${crds.join(", ") || "none"}`)}
${notes.map((note) => html`<p class="note">${note}</p>`)}`;
}
