import { existsSync, readdirSync } from "node:fs";
import { readRunSet } from "../../reports/stored-run.ts";
import { UsageError } from "../core/failure.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { exitCodeOf, exitCodeOfFailures } from "./exit-code.ts";
import { obtainK6 } from "./obtain-k6.ts";
import { giveReport, writeReports } from "./reports.ts";
import { runAll } from "./run-all.ts";
import { readCount, readSeed } from "./run-numbers.ts";
import { runSeeds } from "./run-seeds.ts";
import { runsFolder } from "./runs-folder.ts";
import { isFile, selectScenarios } from "./select-scenarios.ts";
import { findSite, type SiteRequest } from "./site.ts";

export interface RunRequest extends SiteRequest {
  names: string[];
  gitHost: string;
  seed?: string;
  seeds?: string;
  out?: string;
  format: string;
  set: string[];
}

/** Runs scenarios one after another, each in a slot of its own, and writes their reports. */
export async function runCommand(request: RunRequest): Promise<number> {
  const scenarios = await selectScenarios(request);
  const site = findSite(request);
  const seed = readSeed(request.seed);
  if (request.seeds !== undefined) {
    if (!site.isModel) {
      throw new UsageError(
        `--seeds ${request.seeds}: only the subject reference is run that often`,
      );
    }
    const count = readCount("--seeds", request.seeds, { most: mostSeeds });
    return runSeeds({ ...request, scenarios, first: request.seed === undefined ? 1 : seed, count });
  }
  const dir = chooseDirectory(request.out, seed);

  if (!site.isModel) await obtainK6(scenarios, request.signal);
  const { subject, environment } = await site.obtain({ ...request, scenarios });
  // Last of all: a cluster that can't be removed costs no report.
  await using ending = new AsyncDisposableStack();
  ending.defer(async () => environment[Symbol.asyncDispose]?.());
  const { gitHost, set, signal, names } = request;
  const results = await runAll({
    ...{ scenarios, seed, dir, subject, environment, gitHost, set, signal },
    // What a file of the user's registers is known in this thread alone.
    onAllProcessors: site.isModel && !names.some(isFile),
  });

  const runs = await readRunSet([dir]);
  const htmlFile = await writeReports({ runs, dir });
  await giveReport({ runs, dir, format: request.format });
  process.stderr.write(`\nseed ${seed}, report: ${htmlFile}\n`);
  const failures = results.flatMap(({ judgement, failure }) => {
    if (failure) process.stderr.write(`${judgement.scenario}: ${failure.message}\n`);
    return failure ? [failure] : [];
  });
  return failures.length > 0 && !request.signal.aborted
    ? exitCodeOfFailures(failures)
    : exitCodeOf(results.map(({ judgement }) => judgement.outcome));
}

const mostSeeds = 1_000_000;

/** Runs never mix: the folder must be new or empty. */
function chooseDirectory(out: string | undefined, seed: number): string {
  const dir = runsFolder({ out, epochMs: wallClock().epochMs(), what: `${seed}` });
  if (existsSync(dir) && readdirSync(dir).length > 0) {
    throw new UsageError(
      `--out ${dir}: expected a new or empty folder, it holds ${readdirSync(dir)[0]}`,
    );
  }
  return dir;
}
