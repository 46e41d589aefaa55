import type { Difference, DifferenceMark } from "../core/qualification.ts";
import type { Check } from "../core/scenario.ts";
import type { Judgement, Outcome, Verdict } from "../core/verdict.ts";
import type { Side } from "./arm.ts";
import { controllerOfCheck } from "./controller-of.ts";

/** A run as it was judged. */
export interface JudgedRun {
  /** Its directory within the folder of the qualification. */
  place: string;
  judgement: Judgement;
  /** The checks of its scenario, in the order of the verdicts. */
  checks: readonly Check[];
}

/** Checker by checker, what the sides were judged differently, or not at all. */
export function verdictDifferences(runs: Record<Side, readonly JudgedRun[]>): Difference[] {
  const checks = Math.max(...all(runs).map(({ judgement }) => judgement.verdicts.length), 0);
  const differences: Difference[] = [];
  for (let index = 0; index < checks; index += 1) {
    const baseline = verdictsAt(runs.baseline, index);
    const candidate = verdictsAt(runs.candidate, index);
    const mark = markOf(outcomesOf(baseline), outcomesOf(candidate));
    if (!mark) continue;
    const first = [...candidate, ...baseline].find(({ outcome }) => outcome !== "pass");
    const checker = (baseline[0] ?? candidate[0])?.checker ?? `number ${index + 1}`;
    differences.push({
      mark,
      controller: controllerOfCheck(all(runs)[0]?.checks[index], first?.because ?? ""),
      kind: "verdict",
      where: `checker ${checker}`,
      baseline: told(baseline),
      candidate: told(candidate),
      runs: runsToLookAt(runs, index),
    });
  }
  return failsByItself(runs) ? differences.map(doubted) : differences;
}

/** A scenario that the baseline does not keep and the candidate doesn't mend says nothing of the candidate. */
export function failsByItself(runs: Record<Side, readonly JudgedRun[]>): boolean {
  const failed = ({ judgement }: JudgedRun) => judgement.outcome === "fail";
  const passed = ({ judgement }: JudgedRun) => judgement.outcome === "pass";
  return runs.baseline.some(failed) && !runs.candidate.every(passed);
}

/**
 * `undefined` where there is nothing to tell. What was judged now this way and now that on one side is a doubt,
 * as is what could not be judged.
 */
export function markOf(
  baseline: readonly Outcome[],
  candidate: readonly Outcome[],
): DifferenceMark | undefined {
  const is = (outcomes: readonly Outcome[], outcome: Outcome) =>
    outcomes.length > 0 && outcomes.every((one) => one === outcome);
  if (is(baseline, "pass") && is(candidate, "pass")) return undefined;
  if (is(baseline, "fail") && is(candidate, "fail")) return undefined;
  if (is(baseline, "pass") && is(candidate, "fail")) return "break";
  if (is(baseline, "fail") && is(candidate, "pass")) return "fix";
  return "doubt";
}

function doubted(difference: Difference): Difference {
  return { ...difference, mark: "doubt" };
}

function all(runs: Record<Side, readonly JudgedRun[]>): JudgedRun[] {
  return [...runs.baseline, ...runs.candidate];
}

function verdictsAt(runs: readonly JudgedRun[], index: number): Verdict[] {
  return runs.flatMap(({ judgement }) => judgement.verdicts[index] ?? []);
}

function outcomesOf(verdicts: readonly Verdict[]): Outcome[] {
  return verdicts.map(({ outcome }) => outcome);
}

/** `pass`, `fail: … `, `fail in 1 of 2: …`: the gravest, and what it says. */
function told(verdicts: readonly Verdict[]): string {
  const worst =
    verdicts.find(({ outcome }) => outcome === "fail") ??
    verdicts.find(({ outcome }) => outcome === "unknown") ??
    verdicts[0];
  if (!worst) return "not judged";
  const count = verdicts.filter(({ outcome }) => outcome === worst.outcome).length;
  const share = count === verdicts.length ? "" : ` in ${count} of ${verdicts.length}`;
  const because = worst.outcome === "pass" ? "" : `: ${worst.because}`;
  return `${worst.outcome}${share}${because}`;
}

/** Those that did not pass; where all of a side did, one of its. */
function runsToLookAt(runs: Record<Side, readonly JudgedRun[]>, index: number): string[] {
  return [runs.baseline, runs.candidate].flatMap((side) => {
    const bad = side.filter(({ judgement }) => judgement.verdicts[index]?.outcome !== "pass");
    return (bad.length > 0 ? bad : side.slice(0, 1)).map(({ place }) => place);
  });
}
