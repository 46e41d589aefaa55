import type { StagedLatency } from "../../../harness/core/metrics.ts";
import type { LatencyCurve } from "../../digest/latency-curve.ts";
import { measured, stageFigures } from "../../figures.ts";
import { figuresTitle } from "../../setup.ts";
import type { StoredRun } from "../../stored-run.ts";
import { html, type Markup } from "../markup.ts";
import { figureTable, plot } from "./table.ts";

/** How long changes took to each stage, after pushes and on the cold start. */
export function latencySection({ info, history, metrics }: StoredRun, run: number): Markup {
  const parts = [
    part("From push", "latency", { run, curve: history.latency, figures: metrics?.latencyMs }),
    part("Cold start", "coldStart", {
      run,
      curve: history.coldStart,
      figures: metrics?.coldStartMs,
    }),
  ].filter((found) => found !== null);
  if (parts.length === 0) {
    return html`<h3>Latency</h3><p class="small">No change was there to follow.</p>`;
  }
  return html`<h3>${figuresTitle("Latency by stage", info.subject)}</h3>
<div class="pair">${parts}</div>
<p class="small">Each curve says within what time which share of all changes reached a stage; changes that never arrived count as slower than all others.</p>`;
}

function part(
  title: string,
  kind: "latency" | "coldStart",
  {
    run,
    curve,
    figures,
  }: { run: number; curve: LatencyCurve | null; figures: StagedLatency | undefined },
): Markup | null {
  if (!curve && !(figures && measured(figures))) return null;
  const described = "The table below has the quantiles.";
  return html`<div>
${curve && plot(`${title}, ${curve.total} changes`, { run, kind, described })}
${figures && figureTable(stageFigures(figures.byStage), `${title}: quantiles by stage`)}
</div>`;
}
