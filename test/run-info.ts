import type { RunInfo } from "../harness/core/run.ts";
import type { Check } from "../harness/core/scenario.ts";
import { scenario } from "../harness/scenario/scenario.ts";

/** `run.json` of a run that is judged by these checks, and by those of every scenario. */
export function runInfo(check: Check[] = []): RunInfo {
  return {
    version: 1,
    fluxproof: "0.0.0",
    scenario: scenario({ name: "test/run", guarantee: "Any.", drive: [], check }),
    seed: 7,
    environment: "local",
    gitHost: "sim",
    subject: { name: "flux@2.7", kind: "release", controllers: [], crds: [], notes: [] },
    parts: { etcd: "3.6.5" },
    host: {
      os: "Linux",
      kernel: "6.8",
      arch: "x64",
      cpus: 2,
      cpuModel: "any",
      memoryBytes: 2 ** 33,
      node: "v24.21.0",
      git: "2.47.3",
    },
    startedAt: "2025-11-25T10:00:00.000Z",
  };
}
