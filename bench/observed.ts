import { createReadStream, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isReady } from "../harness/analysis/latency.ts";
import { quantile } from "../harness/analysis/quantile.ts";
import { localEnvironment } from "../harness/environments/local/local-environment.ts";
import { hostInfo } from "../harness/runner/host-info.ts";
import { runOne } from "../harness/runner/run-one.ts";
import { setPath } from "../harness/scenario/set-path.ts";
import convergesAfterCommit from "../scenarios/apply/converges-after-commit.ts";
import type { Figure } from "./figures.ts";
import { readHistory } from "./fluxproof.ts";
import { realParts } from "./real-parts.ts";

/** Ready as the harness saw it against the moment the API server answered the write that made it so. */
export async function observed(): Promise<Figure[]> {
  const { subject, controlPlane } = await realParts("flux@2.7");
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-bench-"));
  const scenario = ["fleet.kustomizations=500", "fleet.repositories=5"].reduce(
    setPath,
    convergesAfterCommit,
  );
  const environment = localEnvironment({ controlPlane, auditBodies: true });
  const { judgement } = await runOne({
    scenario: { ...scenario, drive: scenario.drive.map(patiently) },
    ...{ seed: 1, dir: join(dir, "run"), host: await hostInfo(), environment, subject },
  });
  const written = await readyWrites(join(dir, "run", "logs", "audit.log"));
  const { startedAt } = JSON.parse(readFileSync(join(dir, "run", "run.json"), "utf8"));
  const lateMs = readHistory(join(dir, "run"))
    .filter((entry) => entry.type === "kube.object")
    .filter(({ kind, state }) => kind === "Kustomization" && isReady(state))
    .flatMap(({ resourceVersion, tMs }) => {
      const writtenMs = written.get(resourceVersion);
      return writtenMs === undefined ? [] : [Date.parse(startedAt) + tMs - writtenMs];
    })
    .sort((a, b) => a - b);
  await rm(dir, { recursive: true });
  const [p50, p99] = [quantile(lateMs, 0.5) ?? Number.NaN, quantile(lateMs, 0.99) ?? Number.NaN];
  return [
    {
      what: `observed Ready after the status write, 500 Kustomizations, ${lateMs.length} writes (${judgement.outcome}), ms`,
      value: `median ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, range ${lateMs[0]?.toFixed(1)} to ${lateMs.at(-1)?.toFixed(1)}`,
      goal: "median within 50 ms, p99 within 250 ms",
      reached: Math.abs(p50) <= 50 && p99 <= 250 && lateMs.length >= 500,
    },
  ];
}

/** Two cores take their time over 500 Kustomizations; what is measured here is the watch, not them. */
export function patiently<S extends { use: string; with?: object; steps?: S[] }>(step: S): S {
  return {
    ...step,
    ...(step.use === "converge" ? { with: { ...step.with, within: "15m" } } : {}),
    ...(step.steps ? { steps: step.steps.map(patiently) } : {}),
  };
}

/** resourceVersion of every answered status write → when it was answered, milliseconds since the epoch. */
async function readyWrites(file: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const entry = JSON.parse(line);
    const version = entry.responseObject?.metadata?.resourceVersion;
    if (entry.objectRef?.resource !== "kustomizations" || !version) continue;
    // A write that changed nothing answers with the version that was there: the first one made it.
    if (!found.has(version)) found.set(version, Date.parse(entry.stageTimestamp));
  }
  return found;
}
