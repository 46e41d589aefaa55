import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../harness/analysis/median.ts";
import type { HistoryEntry } from "../harness/core/history.ts";
import type { Environment } from "../harness/environments/environment.ts";
import { localEnvironment } from "../harness/environments/local/local-environment.ts";
import { simEnvironment } from "../harness/environments/sim/sim-environment.ts";
import { hostInfo } from "../harness/runner/host-info.ts";
import { runOne } from "../harness/runner/run-one.ts";
import { setPath } from "../harness/scenario/set-path.ts";
import type { Subject } from "../harness/subjects/subject.ts";
import convergesAfterCommit from "../scenarios/apply/converges-after-commit.ts";
import { type Figure, spread } from "./figures.ts";
import { readHistory } from "./fluxproof.ts";
import { patiently } from "./observed.ts";
import { realParts } from "./real-parts.ts";

const pairs = 2;

/** How long 500 Kustomizations take to converge on the API simulator and on the real one, in turns. */
export async function kubeFlux(): Promise<Figure[]> {
  const { subject, controlPlane } = await realParts("flux@2.7");
  const seconds = { sim: [] as number[], local: [] as number[] };
  for (let pair = 0; pair < pairs; pair += 1) {
    const order = pair % 2 === 0 ? (["sim", "local"] as const) : (["local", "sim"] as const);
    for (const name of order) {
      const environment = name === "sim" ? simEnvironment() : localEnvironment({ controlPlane });
      seconds[name].push(await converges(environment, subject));
    }
  }
  const ratios = seconds.sim.map((value, index) => value / (seconds.local[index] ?? Number.NaN));
  return [
    {
      what: `500 Kustomizations converge three times on sim against local, ${pairs} pairs, s`,
      value: `${spread(seconds.sim, 1)} against ${spread(seconds.local, 1)}, ratio ${spread(ratios)}`,
      goal: "at least as fast",
      reached: median(ratios) <= 1,
    },
  ];
}

async function converges(environment: Environment, subject: Subject): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-bench-"));
  const scenario = ["fleet.kustomizations=500", "fleet.repositories=5"].reduce(
    setPath,
    convergesAfterCommit,
  );
  await runOne({
    scenario: { ...scenario, drive: scenario.drive.map(patiently) },
    ...{ seed: 1, dir: join(dir, "run"), host: await hostInfo(), environment, subject },
  });
  const spent = convergeSeconds(readHistory(join(dir, "run")));
  await rm(dir, { recursive: true });
  return spent;
}

/** Of all steps that wait for it together. @throws Error when one of them gave up. */
function convergeSeconds(history: HistoryEntry[]): number {
  let totalMs = 0;
  const began = new Map<string, number>();
  for (const entry of history) {
    if (entry.type === "step.start" && entry.use === "converge") began.set(entry.step, entry.tMs);
    if (entry.type !== "step.end") continue;
    const startMs = began.get(entry.step);
    if (startMs === undefined) continue;
    if (entry.outcome !== "done") throw new Error(`converge: ${entry.outcome}: ${entry.because}`);
    totalMs += entry.tMs - startMs;
    began.delete(entry.step);
  }
  return totalMs / 1000;
}
