import { outcomeOf, type StoredRun } from "../stored-run.ts";
import { type Family, familyText } from "./family.ts";
import { latencyFamilies } from "./latency-families.ts";
import { processFamilies } from "./process-families.ts";

/**
 * OpenMetrics text: what runs came to, each figure with the labels of its run. All are gauges, for a figure is of
 * one run and never goes on; none has a time stamp, for collectors of files refuse those.
 */
export function renderOpenMetrics(runs: readonly StoredRun[]): string {
  const families = [...runFamilies(runs), ...latencyFamilies(runs), ...processFamilies(runs)];
  return `${families.map(familyText).join("")}# EOF\n`;
}

function runFamilies(runs: readonly StoredRun[]): Family[] {
  return [
    {
      ...{
        name: "fluxproof_run_outcome",
        help: "1 for the outcome that the run had, 0 for others.",
      },
      samples: runs.flatMap((run) =>
        (["pass", "fail", "unknown"] as const).map((outcome) => ({
          ...{ run, labels: { outcome }, value: Number(outcomeOf(run) === outcome) },
        })),
      ),
    },
    {
      ...{ name: "fluxproof_run_duration_seconds", unit: "seconds" },
      help: "From the first entry of the run's history to the last, on the run's own clock.",
      samples: runs.map((run) => ({ run, labels: {}, value: run.history.durationMs / 1000 })),
    },
    {
      ...{ name: "fluxproof_run_start_time_seconds", unit: "seconds" },
      help: "When the run began, since 1970.",
      samples: runs.map((run) => ({
        ...{ run, labels: {}, value: Date.parse(run.info.startedAt) / 1000 },
      })),
    },
  ];
}
