import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { hostInfo } from "../runner/host-info.ts";
import { fileNames } from "../runner/run-directory.ts";
import { runOne } from "../runner/run-one.ts";
import type { SeedResult, SeedWorkerData } from "./run-seeds.ts";

/** Runs all scenarios with each seed it is told, and tells what came of them. */
const { scenarios, dir } = workerData as SeedWorkerData;
const host = await hostInfo();
const environment = referenceEnvironment();

parentPort?.on("message", async (seed: number) => {
  const results: SeedResult[] = [];
  for (const scenario of scenarios) {
    const place = join(dir, `${seed}`, scenario.name);
    const { judgement, failure } = await runOne({
      ...{ scenario, seed, dir: place, host, environment, subject: referenceSubject },
    });
    const { outcome, verdicts } = judgement;
    const deciding = verdicts.find((verdict) => verdict.outcome === outcome);
    const history = await readFile(join(place, fileNames.history));
    results.push({
      ...{ scenario: scenario.name, seed, outcome },
      because: failure?.message ?? (outcome === "pass" ? "" : (deciding?.because ?? "")),
      history: createHash("sha256").update(history).digest("hex"),
    });
  }
  await rm(join(dir, `${seed}`), { recursive: true, force: true });
  parentPort?.postMessage(results);
});
