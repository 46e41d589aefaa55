import type { Outcome } from "../harness/core/verdict.ts";
import { outcomeOf, type StoredRun } from "./stored-run.ts";

/** How many scenarios came out how. */
export interface Tally {
  passed: number;
  failed: number;
  unknown: number;
}

export function tally(runs: readonly StoredRun[]): Tally {
  const count = (outcome: Outcome) => runs.filter((run) => outcomeOf(run) === outcome).length;
  return { passed: count("pass"), failed: count("fail"), unknown: count("unknown") };
}

/** `5 passed, 1 failed, 1 unknown`; a count of 0 is left out, but never all of them. */
export function tallyLine({ passed, failed, unknown }: Tally): string {
  const parts = [`${passed} passed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (unknown > 0) parts.push(`${unknown} unknown`);
  return parts.join(", ");
}

/** Never colour alone: the sign tells the outcome too. */
export const outcomeSigns: Record<Outcome, string> = { pass: "✓", fail: "✗", unknown: "?" };
