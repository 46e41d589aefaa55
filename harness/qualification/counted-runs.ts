import type { RunSetAside } from "../core/qualification.ts";
import { type Side, sides } from "./arm.ts";
import type { ComparedRun } from "./compared-run.ts";

/** A run for conformance. */
export interface ConformanceRun extends ComparedRun {
  /** Whether other scenarios ran at the same time, which slow it down as no user's cluster would. */
  besideOthers: boolean;
}

type Runs = Record<Side, ConformanceRun[]>;

/**
 * The runs that count: all, but for those that did not pass beside others, where every run of the same side that
 * had the machine to itself did. What others did to it is nothing against the subject; what it does alone as well is.
 */
export function countedRuns(runs: Runs): Runs {
  return { baseline: counted(runs.baseline), candidate: counted(runs.candidate) };
}

/** Those that don't count, to be told all the same. */
export function setAside(runs: Runs): RunSetAside[] {
  return sides.flatMap((side) => {
    const counts = new Set(counted(runs[side]));
    return runs[side].filter((run) => !counts.has(run)).map(told);
  });
}

/** Whether a run beside others did not pass, and none of its side alone says whose fault that is. */
export function doubtedBeside(runs: Runs): boolean {
  return sides.some((side) => {
    const [beside, alone] = [runs[side].filter(isBeside), runs[side].filter(isAlone)];
    return alone.length === 0 && !beside.every(passed);
  });
}

function counted(runs: readonly ConformanceRun[]): ConformanceRun[] {
  const alone = runs.filter(isAlone);
  const isOwnFault = alone.length === 0 || !alone.every(passed);
  return runs.filter((run) => isAlone(run) || passed(run) || isOwnFault);
}

function told({ place, judgement: { outcome, verdicts } }: ConformanceRun): RunSetAside {
  const first = verdicts.find((verdict) => verdict.outcome === outcome);
  const why = first ? `${first.checker}: ${first.because}` : "it gave no reason";
  return { run: place, because: `${outcome} beside other scenarios, not alone: ${why}` };
}

const isBeside = ({ besideOthers }: ConformanceRun) => besideOthers;
const isAlone = ({ besideOthers }: ConformanceRun) => !besideOthers;
const passed = ({ judgement }: ConformanceRun) => judgement.outcome === "pass";
