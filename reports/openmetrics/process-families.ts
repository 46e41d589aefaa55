import type { MemorySummary } from "../../harness/core/metrics.ts";
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
