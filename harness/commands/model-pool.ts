import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { HarnessError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Outcome } from "../core/verdict.ts";
import type { Defect } from "../environments/reference/reference-environment.ts";

/** One run of the model, of which no directory is kept: its seed brings it back. */
export interface ModelJob {
  scenario: Scenario;
  seed: number;
  /** What is broken in the model; nothing by default. */
  defects?: readonly Defect[];
}

export interface ModelResult {
  job: Omit<ModelJob, "scenario"> & { scenario: string };
  outcome: Outcome;
  /** Of the first verdict that decided, or why the harness failed. */
  because: string;
  /** Checkers that failed. */
  failed: string[];
  /** SHA-256 of the history. */
  history: string;
}

/** What a worker is started with. */
export interface ModelWorkerData {
  /** For its run directories. */
  dir: string;
}

/** Runs jobs on all processors, each worker one at a time, in no order of their ends. */
export async function runModelJobs(request: {
  jobs: Iterable<ModelJob>;
  /** Ends it: what runs is given up. */
  signal: AbortSignal;
  onResult(result: ModelResult): void;
}): Promise<void> {
  const jobs = request.jobs[Symbol.iterator]();
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-model-"));
  try {
    await Promise.all(
      Array.from({ length: availableParallelism() }, (_, index) =>
        serve({ ...request, jobs, dir: join(dir, String(index)) }),
      ),
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Keeps one worker busy until there are no more jobs. */
async function serve({
  jobs,
  signal,
  onResult,
  dir,
}: {
  jobs: Iterator<ModelJob>;
  signal: AbortSignal;
  onResult(result: ModelResult): void;
  dir: string;
}): Promise<void> {
  const workerData: ModelWorkerData = { dir };
  const worker = new Worker(workerFile, { workerData });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const feed = () => {
    const { value, done } = jobs.next();
    if (done || signal.aborted) resolve();
    else worker.postMessage(value);
  };
  const leave = () => resolve();
  signal.addEventListener("abort", leave, { once: true });
  worker.on("message", (result: ModelResult) => {
    if (signal.aborted) return;
    onResult(result);
    feed();
  });
  worker.on("error", reject);
  worker.on("exit", (code) => reject(new HarnessError(`a worker exited with code ${code}`)));
  feed();
  try {
    await promise;
  } finally {
    signal.removeEventListener("abort", leave);
    worker.removeAllListeners("exit");
    await worker.terminate();
  }
}

/** TypeScript in the checkout, JavaScript in the package. */
const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const workerFile = new URL(`model-worker.${extension}`, import.meta.url);
