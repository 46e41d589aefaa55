import { type StagedLatency, stages } from "../../harness/core/metrics.ts";
import type { StoredRun } from "../stored-run.ts";
import type { Family, Sample } from "./family.ts";

const quantiles = { "0.5": "p50", "0.95": "p95", "0.99": "p99", "1": "max" } as const;

/** How long changes took to each stage, and how many never came there. */
export function latencyFamilies(runs: readonly StoredRun[]): Family[] {
  return [
    ...familiesOf(
      "fluxproof_latency",
      "the push of a commit",
      (run) => run.metrics?.latencyMs,
      runs,
    ),
    ...familiesOf(
      ...["fluxproof_cold_start" as const, "the making of an object" as const],
      (run) => run.metrics?.coldStartMs,
      runs,
    ),
  ];
}

function familiesOf(
  name: string,
  since: string,
  latencyOf: (run: StoredRun) => StagedLatency | undefined,
  runs: readonly StoredRun[],
): Family[] {
  const each = (samples: (latency: StagedLatency, run: StoredRun) => Sample[]): Sample[] =>
    runs.flatMap((run) => {
      const latency = latencyOf(run);
      return latency ? samples(latency, run) : [];
    });
  return [
    {
      ...{ name: `${name}_seconds`, unit: "seconds" },
      help: `Quantiles of the time from ${since} to a stage.`,
      samples: each(({ byStage }, run) =>
        stages.flatMap((stage) =>
          Object.entries(quantiles).map(([quantile, field]) => {
            const ms = byStage[stage][field];
            return { run, labels: { stage, quantile }, value: ms === null ? null : ms / 1000 };
          }),
        ),
      ),
    },
    {
      ...{ name: `${name}_changes`, help: `Changes that came to a stage, or never did.` },
      samples: each(({ byStage }, run) =>
        stages.flatMap((stage) => [
          { run, labels: { stage, arrived: "true" }, value: byStage[stage].count },
          { run, labels: { stage, arrived: "false" }, value: byStage[stage].missing },
        ]),
      ),
    },
  ];
}
