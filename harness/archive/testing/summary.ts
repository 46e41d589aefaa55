import { createHash } from "node:crypto";
import type { RunSummary } from "../run-summary.ts";

/** A summary with an id of its own by its name. */
export function summary(name: string, change: Partial<RunSummary> = {}): RunSummary {
  return {
    version: 1,
    id: createHash("sha256").update(name).digest("hex"),
    startedAt: "2026-11-25T20:00:00.000Z",
    ...{ fluxproof: "0.1.0", scenario: "sources/force-push", environment: "local" },
    ...{
      gitHost: "sim",
      subject: "flux@2.7",
      subjectKind: "release",
      controllers: { "source-controller": "1.7.3" },
    },
    ...{ seed: 1, machine: "a CPU, 2 CPUs, 24 GiB", set: [], outcome: "pass", because: [] },
    metrics: { "latency.ready.p95Ms": 5_300 },
    ...change,
  };
}
