import { flatten } from "../../../harness/analysis/figures.ts";
import { absent, formatChange, formatFigure } from "../../quantity.ts";
import { figuresTitle } from "../../setup.ts";
import type { StoredRun } from "../../stored-run.ts";
import { html, type Markup } from "../markup.ts";

/** More columns than these are no longer looked at side by side. */
const runsMax = 6;

/** Figures of runs of the same scenario beside each other; only scenarios that ran more than once have them. */
export function sideBySideSection(runs: readonly StoredRun[]): Markup {
  const groups = Map.groupBy(runs, ({ info }) => info.scenario.name);
  const parts = [...groups].flatMap(([scenario, own], index) => {
    const measured = own.filter(({ metrics }) => metrics !== null);
    return measured.length > 1 ? [scenarioPart(scenario, measured, index)] : [];
  });
  if (parts.length === 0) return html``;
  return html`<section id="side-by-side"><h2>Side by side</h2>
<p class="small">Single runs differ by chance alone: whether a difference is one, <code>fluxproof qualify</code> tells.</p>${parts}</section>`;
}

function scenarioPart(scenario: string, runs: readonly StoredRun[], index: number): Markup {
  const shown = runs.slice(0, runsMax);
  const figures = shown.map(({ metrics }) => (metrics ? flatten(metrics) : {}));
  const names = [...new Set(figures.flatMap((each) => Object.keys(each)))];
  const rows = names.map((name) => figureRow(name, figures));
  const id = `side-${index}`;
  return html`<details class="scenario" open><summary><h3>${scenario}</h3><span class="duration">${runs.length} runs${runs.length > runsMax && `, ${runsMax} shown`}</span></summary>
<p class="filter"><label for="${`filter-${id}`}">Filter</label> <input type="search" id="${`filter-${id}`}" data-filters="${id}" placeholder="latency.ready" autocomplete="off"> <output for="${`filter-${id}`}"></output></p>
<div class="scroll" tabindex="0" role="region" aria-label="${`Figures of ${scenario}, run by run`}"><table>
<thead><tr><th scope="col">figure</th>${shown.map(runHead)}<th scope="col" class="figure">last to first</th></tr></thead>
<tbody id="${id}">${rows}</tbody></table></div></details>`;
}

function runHead({ info, dir }: StoredRun): Markup {
  const { subject, environment, seed } = info;
  return html`<th scope="col" class="figure">${figuresTitle(subject.name, subject)}<span class="line">${environment} · seed ${seed}</span><span class="line">${dir.split("/").slice(-3).join("/")}</span></th>`;
}

function figureRow(name: string, figures: readonly Record<string, number>[]): Markup {
  const values = figures.map((each) => each[name]);
  const [first, last] = [values[0], values.at(-1)];
  const ratio = first && last !== undefined ? last / first : null;
  return html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td class="figure">${formatFigure(name, value)}</td>`)}<td class="figure">${ratio === null ? absent : formatChange(ratio)}</td></tr>`;
}
