import { resolve } from "node:path";
import { findRunDirectories } from "../../reports/stored-run.ts";
import {
  compareRuns,
  type ReadRun,
  type ScenarioComparison,
} from "../analysis/traces/compare-runs.ts";
import { type Sides, takeSides } from "../analysis/traces/sides.ts";
import { UsageError } from "../core/failure.ts";
import type { Outcome } from "../core/verdict.ts";
import { readRun } from "../runner/run-directory.ts";
import { compareTiersOf } from "./compare-tiers.ts";
import { comparisonText } from "./comparison-text.ts";
import { exitCodeOf } from "./exit-code.ts";

export interface CompareTracesRequest {
  /** Run directories or folders of them. */
  dirs: string[];
  /** Those to hold to `dirs`; without them, `takeSides` tells which are. */
  against?: string[];
  /** The tier that all others are held to, for a table of tiers instead. */
  tiers?: string;
  format: string;
}

const outcomes: Record<ScenarioComparison["outcome"], Outcome> = {
  same: "pass",
  different: "fail",
  incomparable: "unknown",
};

/** Compares what stored runs show of each object: where do some differ from the others beyond their spread? */
export async function compareTracesCommand(request: CompareTracesRequest): Promise<number> {
  if (request.tiers !== undefined) {
    if (request.against) throw new UsageError("--tiers and --against: expected one of them");
    const runs = await readRuns(request.dirs);
    refuseTwice(runs);
    return compareTiersOf(runs, { base: request.tiers, format: request.format });
  }
  const comparison = compareRuns(await readSides(request));
  const text =
    request.format === "json" ? JSON.stringify(comparison, null, 2) : comparisonText(comparison);
  process.stdout.write(`${text}\n`);
  return exitCodeOf(comparison.scenarios.map(({ outcome }) => outcomes[outcome]));
}

async function readSides({ dirs, against }: CompareTracesRequest): Promise<Sides<ReadRun>> {
  const given = await readRuns(dirs);
  const named = await readRuns(against ?? []);
  refuseTwice([...given, ...named]);
  return against ? { baselines: given, candidates: named } : takeSides(given);
}

async function readRuns(dirs: readonly string[]): Promise<ReadRun[]> {
  const runs: ReadRun[] = [];
  for (const [argument, dir] of dirs.entries()) {
    for (const runDir of await findRunDirectories([dir])) {
      const { info, history } = await readRun(runDir);
      if (typeof info.environment !== "string" || typeof info.subject?.name !== "string") {
        throw new UsageError(
          `${resolve(runDir, "run.json")}: expected an environment and a subject`,
        );
      }
      runs.push({ dir: runDir, argument, info, history });
    }
  }
  return runs;
}

/** A run that counts twice would make chance look like a rule. */
function refuseTwice(runs: readonly ReadRun[]): void {
  const seen = new Set<string>();
  for (const { dir } of runs) {
    if (seen.has(resolve(dir)))
      throw new UsageError(`${dir}: given twice, expected different runs`);
    seen.add(resolve(dir));
  }
}
