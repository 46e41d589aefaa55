import { formatMs } from "../../quantity.ts";
import { repeatCommand } from "../../setup.ts";
import { outcomeOf, type StoredRun, verdictsOf } from "../../stored-run.ts";
import { html, type Markup } from "../markup.ts";
import { cpuSection } from "./cpu.ts";
import { historySection } from "./history.ts";
import { latencySection } from "./latency.ts";
import { memorySection } from "./memory.ts";
import { objectsSection } from "./objects.ts";
import { requestsSection } from "./requests.ts";
import { badge } from "./summary.ts";
import { timelineSection } from "./timeline.ts";

/** Everything about one run; closed when it passed, so that what didn't stands out. */
export function scenarioSection(
  run: StoredRun,
  { index, open }: { index: number; open: boolean },
): Markup {
  const { scenario } = run.info;
  return html`<details class="scenario" id="s${index}"${open && html` open`}>
<summary><h2>${badge(outcomeOf(run))} ${scenario.name}</h2><span class="duration">${formatMs(run.history.durationMs)}</span></summary>
<p class="guarantee">${scenario.guarantee}</p>
${stateNotes(run)}
${verdictTable(run, index)}
${timelineSection(run, index)}
${memorySection(run, index)}
${cpuSection(run, index)}
${requestsSection(run, index)}
${latencySection(run, index)}
${objectsSection(run, index)}
${historySection(run, index)}
<h3>Repeat</h3>
<pre><code>${repeatCommand(run.info)}</code></pre>
<p class="small">Run directory <code>${run.dir}</code>, ${run.history.entries} history entries, started ${run.info.startedAt}.</p>
</details>`;
}

/** What a reader must know before believing a figure. */
function stateNotes({ history }: StoredRun): Markup[] {
  const notes = history.unsupported.map(
    ({ what, because }) => `${what} is unsupported, because ${because}`,
  );
  if (history.cut) notes.push("The last line of the history was cut: the run was killed.");
  if (history.end === null) notes.push("The history has no end: the run did not finish.");
  else if (history.end.outcome !== "done") {
    notes.push(
      `The run ended early (${history.end.outcome}): ${history.end.because ?? "no reason given"}`,
    );
  }
  return notes.map((note) => html`<p class="note">${note}</p>`);
}

function verdictTable(run: StoredRun, index: number): Markup {
  const known = new Set(run.history.excerpt.map(({ entry }) => entry.seq));
  const evidence = (seq: number) =>
    known.has(seq) ? html`<a href="#e${index}-${seq}">${seq}</a> ` : html`${seq} `;
  const rows = verdictsOf(run).map(
    (verdict) =>
      html`<tr><td>${badge(verdict.outcome)}</td><th scope="row">${verdict.checker}</th><td class="because">${verdict.because}${
        verdict.evidence.length > 0 &&
        html`<span class="line">evidence: ${verdict.evidence.map(evidence)}</span>`
      }</td></tr>`,
  );
  return html`<table class="verdicts">
<caption class="hidden">Verdicts of ${run.info.scenario.name}</caption>
<thead><tr><th scope="col">outcome</th><th scope="col">checker</th><th scope="col">because</th></tr></thead>
<tbody>${rows}</tbody>
</table>`;
}
