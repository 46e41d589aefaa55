import type { MemorySummary, ThrottlingSummary } from "../../harness/core/metrics.ts";
import type { StoredRun } from "../stored-run.ts";
import type { Family, Sample } from "./family.ts";

/** Memory, ends, CPU time and requests of each controller. */
export function processFamilies(runs: readonly StoredRun[]): Family[] {
  const memory = (labels: Record<string, string>, figure: (of: MemorySummary) => number | null) =>
    runs.flatMap((run) =>
      Object.entries(run.metrics?.memoryBytes ?? {}).map(
        ([process, of]): Sample => ({ run, labels: { process, ...labels }, value: figure(of) }),
      ),
    );
  return [
    {
      ...{ name: "fluxproof_memory_peak_bytes", unit: "bytes" },
      help: "Peak of resident, working set and anonymous memory, which are three figures.",
      samples: [
        ...memory({ kind: "resident" }, (of) => of.rssPeak),
        ...memory({ kind: "working_set" }, (of) => of.workingSetPeak),
        ...memory({ kind: "anonymous" }, (of) => of.anonPeak),
      ],
    },
    {
      ...{ name: "fluxproof_memory_limit_bytes", unit: "bytes", help: "Limit of the process." },
      samples: memory({}, (of) => of.limit),
    },
    {
      ...{ name: "fluxproof_oom_kills", help: "Kills for memory, by the kernel's counter." },
      samples: memory({}, (of) => of.oomKills),
    },
    {
      ...{ name: "fluxproof_restarts", help: "Restarts of the process." },
      samples: memory({}, (of) => of.restarts),
    },
    {
      ...{ name: "fluxproof_cpu_seconds", unit: "seconds", help: "CPU time of the process." },
      samples: counted(runs, "process", (run) => run.metrics?.cpuSeconds),
    },
    ...throttlingFamilies(runs),
    {
      ...{ name: "fluxproof_git_requests", help: "Requests at the Git host by endpoint." },
      samples: counted(runs, "endpoint", (run) => run.metrics?.requests.git),
    },
    {
      ...{ name: "fluxproof_kubernetes_requests", help: "Requests at the API server." },
      samples: runs.flatMap((run) =>
        Object.entries(run.metrics?.requests.kubernetes ?? {}).flatMap(([process, counts]) =>
          Object.entries(counts).map(([request, value]) => ({
            ...{ run, labels: { process, request }, value },
          })),
        ),
      ),
    },
  ];
}

/** Of the controllers that ran under a CPU limit. */
function throttlingFamilies(runs: readonly StoredRun[]): Family[] {
  const each = (figure: (of: ThrottlingSummary) => number | null) =>
    runs.flatMap((run) =>
      Object.entries(run.metrics?.throttling ?? {}).map(
        ([process, of]): Sample => ({ run, labels: { process }, value: figure(of) }),
      ),
    );
  return [
    {
      ...{ name: "fluxproof_cpu_limit_cores", unit: "cores", help: "CPU limit of the process." },
      samples: each((of) => of.limitMilli / 1000),
    },
    {
      ...{ name: "fluxproof_cpu_throttled_seconds", unit: "seconds" },
      help: "Time that the CPU limit kept the process from running, summed over CPUs.",
      samples: each((of) => of.throttledSeconds),
    },
    {
      ...{ name: "fluxproof_cpu_periods", help: "Periods of the quota in which anything ran." },
      samples: each((of) => of.cpuPeriods),
    },
    {
      name: "fluxproof_cpu_throttled_periods",
      help: "Periods whose quota was used up before their end.",
      samples: each((of) => of.throttledPeriods),
    },
  ];
}

function counted(
  runs: readonly StoredRun[],
  label: string,
  figures: (run: StoredRun) => Record<string, number> | undefined,
): Sample[] {
  return runs.flatMap((run) =>
    Object.entries(figures(run) ?? {}).map(([name, value]) => ({
      ...{ run, labels: { [label]: name }, value },
    })),
  );
}
