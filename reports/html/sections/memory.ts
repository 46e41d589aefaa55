import type { MemoryTrace } from "../../digest/memory-trace.ts";
import { memoryFigures, withoutScenario } from "../../figures.ts";
import { absent, formatBytes } from "../../quantity.ts";
import { figuresTitle } from "../../setup.ts";
import type { StoredRun } from "../../stored-run.ts";
import { html, type Markup } from "../markup.ts";
import { figureTable, plot } from "./table.ts";

/** Memory over time, a plot a process, and its peaks. */
export function memorySection(stored: StoredRun, run: number): Markup {
  const figures = withoutScenario(memoryFigures([stored]));
  const { memory } = stored.history;
  const heading = figuresTitle("Memory", stored.info.subject);
  if (memory.length === 0 && figures.rows.length === 0) {
    return html`<h3>${heading}</h3><p class="small">Memory was not sampled in this run.</p>`;
  }
  return html`<h3>${heading}</h3>
${memory.map((trace, item) => plot(title(trace), { run, kind: "memory", item, described: "The table below has the peaks." }))}
${figures.rows.length > 0 && figureTable(figures, "Peaks and kills by controller")}
<p class="small">Resident, working set and anonymous memory are three figures: a working set counts page cache in use, which the kernel can take back. Kills are read from the kernel's counter.</p>`;
}

function title({ process, limit, marks }: MemoryTrace): string {
  const bound = formatBytes(limit.findLast((value) => value !== null));
  const kills = marks.filter((mark) => mark.kind === "oom").length;
  const exits = marks.filter((mark) => mark.kind === "exit").length;
  return [
    process,
    bound === absent ? "no limit known" : `limit ${bound}`,
    ...(kills > 0 ? [`${kills} × killed for memory`] : []),
    ...(exits > 0 ? [`${exits} × ended otherwise`] : []),
  ].join(" · ");
}
