import type { ExcerptEntry } from "../../digest/excerpt.ts";
import { entryFields } from "../../entry-text.ts";
import { formatMs } from "../../quantity.ts";
import type { StoredRun } from "../../stored-run.ts";
import { html, type Markup } from "../markup.ts";

/** The entries that verdicts cite, with their neighbours, each to be linked to. */
export function historySection({ history }: StoredRun, run: number): Markup {
  if (history.excerpt.length === 0) return html``;
  const cited = history.excerpt.filter((found) => found.cited).length;
  return html`<details class="data history"><summary>Evidence: ${cited} of ${history.entries} history entries, with their neighbours</summary>
<div class="scroll" tabindex="0" role="region" aria-label="History excerpt"><table>
<thead><tr><th scope="col" class="figure">seq</th><th scope="col" class="figure">time</th><th scope="col">type</th><th scope="col">what</th></tr></thead>
<tbody>${history.excerpt.map((found, index, all) => entryRow(found, all[index - 1], run))}</tbody>
</table></div></details>`;
}

function entryRow(
  { entry, cited }: ExcerptEntry,
  before: ExcerptEntry | undefined,
  run: number,
): Markup {
  const left = before ? entry.seq - before.entry.seq - 1 : 0;
  return html`${left > 0 && html`<tr class="gap"><td colspan="4">… ${left} entries …</td></tr>`}
<tr id="e${run}-${entry.seq}"${cited && html` class="cited"`}><td class="figure">${entry.seq}</td><td class="figure">${formatMs(entry.tMs)}</td><td>${entry.type}</td><td class="fields">${entryFields(entry)}</td></tr>`;
}
