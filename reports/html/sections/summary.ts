import { formatMs } from "../../quantity.ts";
import { circumstancesLine, groupBySetup, subjectLine } from "../../setup.ts";
import { outcomeOf, type StoredRun, verdictsOf } from "../../stored-run.ts";
import { outcomeSigns, tally } from "../../tally.ts";
import { html, type Markup } from "../markup.ts";

/** The head of the page: how it came out, what was tested, and a line for each scenario. */
export function summarySection(runs: readonly StoredRun[], { dir }: { dir: string }): Markup {
  return html`<header>
<p class="brand">fluxproof <span>${dir}</span></p>
<h1>${headline(runs)}</h1>
${groupBySetup(runs).map(
  ({
    setup,
  }) => html`<p class="subject"><strong>${subjectLine(setup.subject)}</strong><br>${circumstancesLine(setup)}</p>
${setup.subject.notes.map((note) => html`<p class="note">${note}</p>`)}`,
)}
<table class="summary">
<caption class="hidden">Verdicts</caption>
<thead><tr><th scope="col">outcome</th><th scope="col">scenario</th><th scope="col" class="figure">Ready p95</th><th scope="col" class="figure">duration</th></tr></thead>
<tbody>${runs.map(summaryRow)}</tbody>
</table>
</header>`;
}

function headline(runs: readonly StoredRun[]): Markup {
  const { passed, failed, unknown } = tally(runs);
  return html`<span class="pass">${passed} of ${runs.length} passed</span>${
    failed > 0 && html`<span class="fail">${failed} failed</span>`
  }${unknown > 0 && html`<span class="unknown">${unknown} unknown</span>`}`;
}

function summaryRow(run: StoredRun, index: number): Markup {
  const outcome = outcomeOf(run);
  const deciding = verdictsOf(run).filter((verdict) => verdict.outcome === outcome);
  const line = outcome === "pass" ? run.info.scenario.guarantee : deciding[0]?.because;
  const more =
    outcome !== "pass" && deciding.length > 1 ? ` (and ${deciding.length - 1} more)` : "";
  return html`<tr>
<td>${badge(outcome)}</td>
<th scope="row"><a href="#s${index}">${run.info.scenario.name}</a><span class="line">${line}${more}</span></th>
<td class="figure">${formatMs(run.metrics?.latencyMs.p95)}</td>
<td class="figure">${formatMs(run.history.durationMs)}</td>
</tr>`;
}

/** The outcome as sign, word and colour. */
export function badge(outcome: "pass" | "fail" | "unknown"): Markup {
  return html`<span class="badge ${outcome}"><span aria-hidden="true">${outcomeSigns[outcome]}</span> ${outcome}</span>`;
}
