import { caughtBy, findRun, type RealRun } from "./judge-real.ts";
import type { RealMutant } from "./real-mutant.ts";

/** A row for each scenario that must catch a mutant: how the release did there, and what caught the mutant. */
export function describeReal(mutants: readonly RealMutant[], runs: readonly RealRun[]): string {
  const rows = mutants.flatMap((mutant) =>
    mutant.caughtBy.map((by) => {
      const caught = caughtBy(findRun(runs, mutant.name, by.scenario), by);
      return [
        ...[mutant.name, `${mutant.controller} ${mutant.version}`, by.scenario],
        findRun(runs, undefined, by.scenario)?.judgement.outcome ?? "not run",
        caught ? `caught by ${caught.checker}: ${caught.because}` : "SURVIVES",
      ];
    }),
  );
  const table = [["mutant", "controller", "scenario", "clean", "mutant there"], ...rows];
  const widths = table[0]?.map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
