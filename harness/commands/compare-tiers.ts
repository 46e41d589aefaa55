import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReadRun } from "../analysis/traces/compare-runs.ts";
import { compareTiers, type JudgedRun, tierOf } from "../analysis/traces/compare-tiers.ts";
import { sameVerdict } from "../analysis/traces/summarise-tiers.ts";
import { UsageError } from "../core/failure.ts";
import type { Judgement, Outcome } from "../core/verdict.ts";
import { fileNames } from "../runner/run-directory.ts";
import { exitCodeOf } from "./exit-code.ts";
import { tiersText } from "./tiers-text.ts";

/**
 * Holds runs of all tiers to those of one, and prints the table. What decides the exit code are verdicts alone:
 * they must be the same everywhere, and tell something.
 */
export async function compareTiersOf(
  runs: readonly ReadRun[],
  { base, format }: { base: string; format: string },
): Promise<number> {
  const tiers = [...new Set(runs.map(({ info }) => tierOf(info)))];
  if (!tiers.includes(base) || tiers.length < 2) {
    throw new UsageError(
      `--tiers ${base}: the runs are of ${tiers.sort().join(", ")}; expected some of ${base} and some of another tier`,
    );
  }
  const comparison = compareTiers(await Promise.all(runs.map(withOutcome)), base);
  const text = format === "json" ? JSON.stringify(comparison, null, 2) : tiersText(comparison);
  process.stdout.write(`${text}\n`);
  return exitCodeOf(
    comparison.scenarios.flatMap(({ tiers: of }) => {
      const held = of[base];
      const others = Object.entries(of).filter(([tier]) => tier !== base);
      return others.map(([, figures]): Outcome => {
        if (!held || [...held.outcomes, ...figures.outcomes].includes("unknown")) return "unknown";
        return sameVerdict(figures, held) ? "pass" : "fail";
      });
    }),
  );
}

/** As it was judged; a run that wasn't is unknown. */
async function withOutcome(run: ReadRun): Promise<JudgedRun> {
  const file = join(run.dir, fileNames.verdicts);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return { ...run, outcome: "unknown" };
  try {
    return { ...run, outcome: (JSON.parse(text) as Judgement).outcome };
  } catch (error) {
    throw new UsageError(`${file}: expected JSON: ${(error as Error).message}`);
  }
}
