import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HistoryEntry } from "../harness/core/history.ts";
import type { Figure } from "./figures.ts";
import { fluxproof, readHistory } from "./fluxproof.ts";

/** The harness's own CPU while 200 Kustomizations reconcile, as a share of the controllers'. */
export async function overhead(): Promise<Figure[]> {
  const out = await mkdtemp(join(tmpdir(), "fluxproof-bench-"));
  const report = await fluxproof([
    "apply/converges-after-commit",
    "--set=fleet.kustomizations=200",
    "--set=fleet.repositories=4",
    "--out",
    out,
  ]);
  const history = readHistory(report.scenarios[0]?.dir ?? out);
  const from = history.find(({ type }) => type === "step.start")?.seq ?? 0;
  const own = grown(
    history.filter((entry) => entry.type === "harness.usage"),
    from,
  );
  const names = new Set(
    history.flatMap((entry) => (entry.type === "process.usage" ? [entry.process] : [])),
  );
  const controllers = [...names]
    .filter((name) => name.endsWith("-controller"))
    .map((name) =>
      grown(
        history.filter((entry) => entry.type === "process.usage" && entry.process === name),
        from,
      ),
    )
    .reduce((sum, seconds) => sum + seconds, 0);
  return [
    {
      what: `harness CPU while 200 Kustomizations reconcile (${report.scenarios[0]?.outcome})`,
      value: `${own.toFixed(1)} s of the controllers' ${controllers.toFixed(1)} s: ${((own / controllers) * 100).toFixed(0)} %`,
      goal: "under 20 %",
      reached: own < controllers / 5,
    },
  ];
}

/** CPU seconds between the first sample after `from` and the last one. */
function grown(samples: HistoryEntry[], from: number): number {
  const seconds = samples
    .filter(({ seq }) => seq > from)
    .map((entry) => ("cpuSeconds" in entry ? entry.cpuSeconds : 0));
  return (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
}
