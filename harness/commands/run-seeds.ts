import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { exitCodes, HarnessError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Outcome } from "../core/verdict.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { exitCodeOf } from "./exit-code.ts";
import { terminalProgress } from "./progress.ts";

export interface SeedsRequest {
  scenarios: Scenario[];
  /** The first seed; the others follow it. */
  first: number;
  count: number;
  set: string[];
  signal: AbortSignal;
}

/** One run of many, without its directory. */
export interface SeedResult {
  scenario: string;
  seed: number;
  outcome: Outcome;
  /** Of the first verdict that decided. */
  because: string;
  /** SHA-256 of the history. */
  history: string;
}

/** What a worker is given, and then told seed by seed. */
export interface SeedWorkerData {
  scenarios: Scenario[];
  dir: string;
}

/** Failures whose command is printed; all are counted. */
const shown = 20;

/**
 * Runs every scenario with many seeds, on all processors, and says which did not pass and how each is
 * run again. Histories are not kept: the seed brings them back.
 */
export async function runSeeds(request: SeedsRequest): Promise<number> {
  const { scenarios, first, count, signal } = request;
  const clock = wallClock();
  const startedMs = clock.nowMs();
  const line = terminalProgress(clock).begin(`${count} seeds of ${scenarios.length} scenarios`);
  const results: SeedResult[] = [];
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-seeds-"));
  try {
    let next = first;
    const workers = Math.min(count, availableParallelism());
    await Promise.all(
      Array.from({ length: workers }, () =>
        serve(
          { scenarios, dir },
          signal,
          () => (next < first + count ? next++ : undefined),
          (done) => {
            results.push(...done);
            line.update(`${results.length} runs, ${failed(results).length} not passed`);
          },
        ),
      ),
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  line.end(`${results.length} runs in ${((clock.nowMs() - startedMs) / 1000).toFixed(0)} s`);
  process.stdout.write(describe(request, results));
  if (signal.aborted) return exitCodes.unknown;
  return exitCodeOf(results.map(({ outcome }) => outcome));
}

/** Keeps one worker busy until there are no more seeds. */
function serve(
  data: SeedWorkerData,
  signal: AbortSignal,
  next: () => number | undefined,
  onDone: (results: SeedResult[]) => void,
): Promise<void> {
  const worker = new Worker(new URL(import.meta.resolve("./seed-worker.ts")), { workerData: data });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const feed = () => {
    const seed = signal.aborted ? undefined : next();
    if (seed === undefined) worker.terminate().then(() => resolve(), reject);
    else worker.postMessage(seed);
  };
  worker.on("message", (results: SeedResult[]) => {
    onDone(results);
    feed();
  });
  worker.on("error", reject);
  worker.on("exit", (code) => {
    if (code > 1) reject(new HarnessError(`a worker exited with code ${code}`));
  });
  feed();
  return promise;
}

function failed(results: SeedResult[]): SeedResult[] {
  return results.filter(({ outcome }) => outcome !== "pass");
}

function describe({ scenarios, set }: SeedsRequest, results: SeedResult[]): string {
  const lines = scenarios.map(({ name }) => {
    const own = results.filter(({ scenario }) => scenario === name);
    const histories = new Set(own.map(({ history }) => history)).size;
    const bad = failed(own).length;
    return `${bad === 0 ? "pass" : "FAIL"}  ${name}: ${own.length - bad} of ${own.length} passed, ${histories} different histories`;
  });
  const bad = failed(results).sort((a, b) => a.seed - b.seed);
  const flags = set.map((each) => ` --set ${each}`).join("");
  for (const { scenario, seed, outcome, because } of bad.slice(0, shown)) {
    lines.push(`${outcome}: ${because}`, `  npx fluxproof run ${scenario} --seed ${seed}${flags}`);
  }
  if (bad.length > shown) lines.push(`and ${bad.length - shown} more`);
  return `${lines.join("\n")}\n`;
}
