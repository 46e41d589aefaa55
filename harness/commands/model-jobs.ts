import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { UsageError } from "../core/failure.ts";
import type { HostInfo } from "../core/run.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { hostInfo } from "../runner/host-info.ts";
import { fileNames } from "../runner/run-directory.ts";
import { runOne } from "../runner/run-one.ts";
import type {
  KeptRun,
  ModelJob,
  ModelMessage,
  ModelResult,
  ModelWorkerData,
} from "./model-pool.ts";

/** In a thread: runs the model as often as it is told, and tells what came of each run. */
export async function takeModelJobs(): Promise<void> {
  const { dir } = workerData as ModelWorkerData;
  const host = await hostInfo();
  const interruption = new AbortController();
  const { signal } = interruption;
  parentPort?.on("message", async (message: ModelMessage) => {
    if (message === "interrupt") interruption.abort(new Error("interrupted"));
    else parentPort?.postMessage(await run(message, { dir, host, signal }));
  });
}

async function run(
  { scenario, seed, set = [], defects = [], dir: kept }: ModelJob,
  { dir: ownDir, host, signal }: { dir: string; host: HostInfo; signal: AbortSignal },
): Promise<ModelResult> {
  const dir = kept ?? ownDir;
  const environment = referenceEnvironment({ defects });
  const clock = wallClock();
  const beganMs = clock.nowMs();
  const { judgement, failure } = await runOne({
    ...{ scenario, seed, set, dir, host, environment, subject: referenceSubject, signal },
  });
  const tookMs = clock.nowMs() - beganMs;
  const { outcome, verdicts } = judgement;
  const deciding = verdicts.find((verdict) => verdict.outcome === outcome);
  const history = await readFile(join(dir, fileNames.history));
  if (kept === undefined) await rm(dir, { recursive: true, force: true });
  return {
    job: { scenario: scenario.name, seed, defects },
    outcome,
    because: failure?.message ?? (outcome === "pass" ? "" : (deciding?.because ?? "")),
    failed: verdicts.filter((each) => each.outcome === "fail").map(({ checker }) => checker),
    history: createHash("sha256").update(history).digest("hex"),
    ...(kept === undefined ? {} : { kept: { judgement, tookMs, ...told(failure) } }),
  };
}

/** An error loses its class on the way between threads. */
function told(failure: Error | undefined): Pick<KeptRun, "failure"> {
  if (!failure) return {};
  return { failure: { isUsage: failure instanceof UsageError, message: failure.message } };
}
