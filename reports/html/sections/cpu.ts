import type { CpuTrace } from "../../digest/cpu-trace.ts";
import { throttlingFigures, withoutScenario } from "../../figures.ts";
import { formatCpus } from "../../quantity.ts";
import { figuresTitle } from "../../setup.ts";
import type { StoredRun } from "../../stored-run.ts";
import { html, type Markup } from "../markup.ts";
import { figureTable, plot } from "./table.ts";

/** What CPU limits did to the controllers that ran under one; nothing where none did. */
export function cpuSection(stored: StoredRun, run: number): Markup {
  const figures = withoutScenario(throttlingFigures([stored]));
  const { cpu } = stored.history;
  if (cpu.length === 0 && figures.rows.length === 0) return html``;
  return html`<h3>${figuresTitle("CPU under a limit", stored.info.subject)}</h3>
${cpu.map((trace, item) => plot(title(trace), { run, kind: "cpu", item, described: "The table below has the sums." }))}
${figures.rows.length > 0 && figureTable(figures, "CPU limits by controller, and what they did")}
<p class="small">A quota holds for each tenth of a second: who has used it up is kept from running until the next. That time is summed over CPUs, and may be longer than the run.</p>`;
}

function title({ process, limit, throttled }: CpuTrace): string {
  const bound = formatCpus(limit.findLast((value) => value !== null));
  const isTold = throttled.some((value) => value !== null);
  return [
    process,
    `limit ${bound}`,
    ...(isTold ? [] : ["what it was kept from running is not known"]),
  ].join(" · ");
}
