import { exitCodes } from "../core/failure.ts";
import type { Outcome } from "../core/verdict.ts";

/** What the outcomes of all scenarios come to as an exit code. */
export function exitCodeOf(outcomes: readonly Outcome[]): number {
  if (outcomes.includes("fail")) return exitCodes.fail;
  return outcomes.length === 0 || outcomes.includes("unknown") ? exitCodes.unknown : exitCodes.pass;
}
