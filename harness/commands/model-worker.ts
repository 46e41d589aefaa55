import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { hostInfo } from "../runner/host-info.ts";
import { fileNames } from "../runner/run-directory.ts";
import { runOne } from "../runner/run-one.ts";
import type { ModelJob, ModelResult, ModelWorkerData } from "./model-pool.ts";

/** Runs the model as often as it is told, and tells what came of each run. */
const { dir } = workerData as ModelWorkerData;
const host = await hostInfo();

parentPort?.on("message", async ({ scenario, seed, defects = [] }: ModelJob) => {
  const environment = referenceEnvironment({ defects });
  const { judgement, failure } = await runOne({
    ...{ scenario, seed, dir, host, environment, subject: referenceSubject },
  });
  const { outcome, verdicts } = judgement;
  const deciding = verdicts.find((verdict) => verdict.outcome === outcome);
  const history = await readFile(join(dir, fileNames.history));
  await rm(dir, { recursive: true, force: true });
  const result: ModelResult = {
    job: { scenario: scenario.name, seed, defects },
    outcome,
    because: failure?.message ?? (outcome === "pass" ? "" : (deciding?.because ?? "")),
    failed: verdicts.filter((each) => each.outcome === "fail").map(({ checker }) => checker),
    history: createHash("sha256").update(history).digest("hex"),
  };
  parentPort?.postMessage(result);
});
