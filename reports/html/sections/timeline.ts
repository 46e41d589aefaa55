import { describeFault } from "../../digest/spans.ts";
import { formatMs } from "../../quantity.ts";
import type { StoredRun } from "../../stored-run.ts";
import { html, type Markup } from "../markup.ts";
import { figureTable, plot } from "./table.ts";

const rowsMax = 200;

/** What was done to the subject and when: the axis all plots over time share. */
export function timelineSection({ history }: StoredRun, run: number): Markup {
  const { steps, faults, commits, durationMs } = history;
  if (steps.length + faults.length + commits.length === 0) return html``;
  const described = `${steps.length} steps, ${faults.length} faults and ${commits.length} commits over ${formatMs(durationMs)}; the table below lists steps and faults.`;
  return html`<h3>Course of the run</h3>
${plot("Steps, faults and commits", { run, kind: "timeline", described })}
<details class="data"><summary>Steps and faults as a table</summary>
${figureTable({ head: ["what", "outcome", "from", "to", "took"], words: 2, rows: rows({ history }) }, "Steps and faults")}
${steps.length > rowsMax && html`<p class="small">${steps.length - rowsMax} later steps are left out.</p>`}
</details>`;
}

function rows({ history: { steps, faults } }: Pick<StoredRun, "history">): string[][] {
  const listed = [
    ...steps.slice(0, rowsMax).map(({ use, with: settings, outcome, because, fromMs, toMs }) => {
      const arguments_ = Object.keys(settings).length === 0 ? "" : ` ${JSON.stringify(settings)}`;
      const said = because === undefined ? outcome : `${outcome}: ${because}`;
      return { what: `${use}${arguments_}`, said, fromMs, toMs };
    }),
    ...faults.map(({ id, fault, met, fromMs, toMs }) => {
      const said = met === null ? "requests met: not known" : `met ${met} requests`;
      return { what: `${id}: ${describeFault(fault)}`, said, fromMs, toMs };
    }),
  ];
  return listed
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .map(({ what, said, fromMs, toMs }) => [
      ...[what, said],
      ...[fromMs, toMs, toMs - fromMs].map(formatMs),
    ]);
}
