import { exitCodes } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { exitCodeOf } from "./exit-code.ts";
import { type ModelJob, type ModelResult, runModelJobs } from "./model-pool.ts";
import { terminalProgress } from "./progress.ts";

export interface SeedsRequest {
  scenarios: Scenario[];
  /** The first seed; the others follow it. */
  first: number;
  count: number;
  /** The `--set` changes that are in the scenarios already. */
  set: string[];
  signal: AbortSignal;
}

/** Failures whose command is printed; all are counted. */
const shown = 20;

/** Runs every scenario with many seeds, and says which did not pass and how each is run again. */
export async function runSeeds(request: SeedsRequest): Promise<number> {
  const { scenarios, count, signal } = request;
  const clock = wallClock();
  const startedMs = clock.nowMs();
  const line = terminalProgress(clock).begin(`${count} seeds of ${scenarios.length} scenarios`);
  const results: ModelResult[] = [];
  await runModelJobs({
    jobs: jobsOf(request),
    signal,
    onResult(result) {
      results.push(result);
      line.update(`${results.length} runs, ${unpassed(results).length} not passed`);
    },
  });
  line.end(`${results.length} runs in ${((clock.nowMs() - startedMs) / 1000).toFixed(0)} s`);
  process.stdout.write(describe(request, results));
  return signal.aborted ? exitCodes.unknown : exitCodeOf(results.map(({ outcome }) => outcome));
}

function* jobsOf({ scenarios, first, count }: SeedsRequest): Generator<ModelJob> {
  for (let seed = first; seed < first + count; seed += 1) {
    for (const scenario of scenarios) yield { scenario, seed };
  }
}

function unpassed(results: ModelResult[]): ModelResult[] {
  return results.filter(({ outcome }) => outcome !== "pass");
}

function describe({ scenarios, set }: SeedsRequest, results: ModelResult[]): string {
  const lines = scenarios.map(({ name }) => {
    const own = results.filter(({ job }) => job.scenario === name);
    const histories = new Set(own.map(({ history }) => history)).size;
    const bad = unpassed(own).length;
    return `${bad === 0 ? "pass" : "FAIL"}  ${name}: ${own.length - bad} of ${own.length} passed, ${histories} different histories`;
  });
  const bad = unpassed(results).sort((a, b) => a.job.seed - b.job.seed);
  const flags = set.map((each) => ` --set ${each}`).join("");
  for (const { job, outcome, because } of bad.slice(0, shown)) {
    const again = `npx fluxproof run ${job.scenario} --seed ${job.seed}${flags}`;
    lines.push(`${outcome}: ${because}`, `  ${again}`);
  }
  if (bad.length > shown) lines.push(`and ${bad.length - shown} more`);
  return `${lines.join("\n")}\n`;
}
