import type { ModelResult } from "../../harness/commands/model-pool.ts";
import type { Scenario } from "../../harness/core/scenario.ts";
import type { Defect } from "../../simulators/controllers/defects.ts";

/** Every scenario on the model as it is, and with each defect. */
export interface Matrix {
  scenarios: readonly Scenario[];
  mutants: readonly Defect[];
  results: readonly ModelResult[];
  /** Whether it holds the whole catalogue and all mutants: else nothing is said of what kills none. */
  whole: boolean;
}

/** The runs of one scenario with one defect, or with none. */
export function runsOf(
  { results }: Matrix,
  scenario: string,
  mutant: Defect | undefined,
): ModelResult[] {
  return results.filter(
    ({ job }) =>
      job.scenario === scenario &&
      (mutant === undefined ? !job.defects?.length : job.defects?.[0] === mutant),
  );
}

/** A mutant is caught where a run with it fails; `unknown` catches nothing. */
export function kills(matrix: Matrix, scenario: string, mutant: Defect): boolean {
  return runsOf(matrix, scenario, mutant).some(({ outcome }) => outcome === "fail");
}

/** What a matrix shows to be wrong, a sentence each; none if the catalogue proves what it says. */
export function judgeMatrix(matrix: Matrix): string[] {
  const { scenarios, mutants, whole } = matrix;
  const problems: string[] = [];
  for (const { name } of scenarios) {
    for (const { outcome, because, job } of runsOf(matrix, name, undefined)) {
      if (outcome === "pass") continue;
      problems.push(
        `${name} with seed ${job.seed} does not pass on the model as it is: ${outcome}: ${because}`,
      );
    }
  }
  for (const mutant of mutants) {
    const killers = scenarios.filter(({ name }) => kills(matrix, name, mutant));
    if (killers.length === 0) problems.push(`mutant ${mutant} survives`);
    if (whole && killers.length > scenarios.length / 2) {
      problems.push(
        `mutant ${mutant} is killed by ${killers.length} of ${scenarios.length} scenarios: too coarse to prove anything`,
      );
    }
  }
  for (const { name, kills: claimed } of scenarios) {
    const missed = mutants.filter((each) => claimed.includes(each) && !kills(matrix, name, each));
    problems.push(
      ...missed.map((mutant) => `scenario ${name} says it kills ${mutant}, and doesn't`),
    );
  }
  if (!whole) return problems;
  for (const { name } of scenarios) {
    if (!mutants.some((mutant) => kills(matrix, name, mutant))) {
      problems.push(`scenario ${name} kills no mutant`);
    }
  }
  return [...problems, ...idleCheckers(matrix).map((use) => `checker ${use} kills no mutant`)];
}

/** Checkers that never fail, each with its reason; what they find is "unknown". */
const judgesTheRun: Record<string, string> = {
  "faults-met":
    "it says whether the fault that was injected met anything, which no defect of Flux decides",
};

/** Checkers that scenarios use and that no mutant makes fail. */
function idleCheckers({ scenarios, results }: Matrix): string[] {
  const used = new Set(scenarios.flatMap(({ check }) => check.map(({ use }) => use)));
  const fallen = results
    .filter(({ job }) => job.defects?.length)
    // A verdict is labelled with its checker first.
    .flatMap(({ failed }) => failed.map((label) => label.split(" ")[0] ?? ""));
  return [...used].filter((use) => !fallen.includes(use) && !(use in judgesTheRun)).sort();
}
