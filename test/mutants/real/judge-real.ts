import type { Judgement, Verdict } from "../../../harness/core/verdict.ts";
import type { Catch, RealMutant } from "./real-mutant.ts";

/** One scenario on a release as it is, or on a mutant of it. */
export interface RealRun {
  /** Absent for the release. */
  mutant?: string;
  scenario: string;
  judgement: Judgement;
  /** What the harness itself could not do. */
  failure?: Error;
}

/** The verdict by which a run catches its mutant; undefined where it survives. */
export function caughtBy(run: RealRun | undefined, { checker }: Catch): Verdict | undefined {
  return run?.judgement.verdicts.find(
    (verdict) => verdict.outcome === "fail" && verdict.checker.split(" ")[0] === checker,
  );
}

/** What is wrong, a sentence each; none where every mutant is caught and the release passes. */
export function judgeReal(mutants: readonly RealMutant[], runs: readonly RealRun[]): string[] {
  const broken = runs
    .filter(({ mutant, judgement }) => mutant === undefined && judgement.outcome !== "pass")
    .map((run) => `${run.scenario} does not pass without a mutant: ${because(run)}`);
  const survivors = mutants.flatMap((mutant) =>
    mutant.caughtBy.flatMap((by) => {
      const run = findRun(runs, mutant.name, by.scenario);
      if (caughtBy(run, by)) return [];
      const seen = run ? because(run) : "not run";
      return [`mutant ${mutant.name} survives ${by.checker} of ${by.scenario}: ${seen}`];
    }),
  );
  return [...broken, ...survivors];
}

export function findRun(
  runs: readonly RealRun[],
  mutant: string | undefined,
  scenario: string,
): RealRun | undefined {
  return runs.find((run) => run.mutant === mutant && run.scenario === scenario);
}

function because({ judgement, failure }: RealRun): string {
  if (failure) return failure.message;
  const open = judgement.verdicts.filter(({ outcome }) => outcome !== "pass");
  const said = open.map(({ checker, outcome, because }) => `${outcome} ${checker}: ${because}`);
  return said.join("; ") || judgement.outcome;
}
