import { mkdtemp, rm } from "node:fs/promises";
import { getCompileCacheDir } from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { HarnessError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Judgement, Outcome } from "../core/verdict.ts";
import type { Defect } from "../environments/reference/reference-environment.ts";
import { scavengeAlone } from "../environments/reference/scavenge-alone.ts";

/** One run of the model. */
export interface ModelJob {
  scenario: Scenario;
  seed: number;
  /** Where its directory is kept; none is unless told, for its seed brings it back. */
  dir?: string;
  /** The `--set` changes that are in the scenario already. */
  set?: string[];
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
  /** Of a run whose directory is kept: of all others it would be too much to hold. */
  kept?: KeptRun;
}

export interface KeptRun {
  judgement: Judgement;
  /** Why the harness could not do its work. */
  failure?: { isUsage: boolean; message: string };
  tookMs: number;
}

/** What a worker is told. */
export type ModelMessage = ModelJob | "interrupt";

/** What a worker is started with. */
export interface ModelWorkerData {
  /** For run directories that nobody keeps. */
  dir: string;
  /** Where what it compiles is kept; absent for nowhere. */
  compileCache?: string;
}

/** Runs jobs on all processors, each worker one at a time, in no order of their ends. */
export async function runModelJobs(request: {
  jobs: Iterable<ModelJob>;
  /** As many as there are processors unless told. */
  threads?: number;
  /** Ends it: what runs is given up, or interrupted where its directory is kept. */
  signal: AbortSignal;
  onResult(result: ModelResult): void;
}): Promise<void> {
  scavengeAlone();
  const jobs = request.jobs[Symbol.iterator]();
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-model-"));
  try {
    await Promise.all(
      Array.from({ length: request.threads ?? availableParallelism() }, (_, index) =>
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
  jobs: Iterator<ModelJob, undefined>;
  signal: AbortSignal;
  onResult(result: ModelResult): void;
  dir: string;
}): Promise<void> {
  const cache = getCompileCacheDir();
  // Below it is a folder for each version of Node.
  const compileCache = cache === undefined ? {} : { compileCache: dirname(cache) };
  const workerData: ModelWorkerData = { dir, ...compileCache };
  const worker = new Worker(workerFile, { workerData });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let keeps = false;
  const feed = () => {
    const job = signal.aborted ? undefined : jobs.next().value;
    if (!job) return resolve();
    keeps = job.dir !== undefined;
    worker.postMessage(job satisfies ModelMessage);
  };
  const leave = () => (keeps ? worker.postMessage("interrupt" satisfies ModelMessage) : resolve());
  signal.addEventListener("abort", leave, { once: true });
  worker.on("message", (result: ModelResult) => {
    if (signal.aborted && !keeps) return;
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
