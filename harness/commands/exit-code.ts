import { exitCodes, UsageError } from "../core/failure.ts";
import type { Outcome } from "../core/verdict.ts";

/** What the outcomes of all scenarios come to as an exit code. */
export function exitCodeOf(outcomes: readonly Outcome[]): number {
  if (outcomes.includes("fail")) return exitCodes.fail;
  return outcomes.length === 0 || outcomes.includes("unknown") ? exitCodes.unknown : exitCodes.pass;
}

/** What the user can mend is bad usage even when it shows in the middle of a run: git is missing. */
export function exitCodeOfFailures(failures: readonly Error[]): number {
  return failures.every((failure) => failure instanceof UsageError)
    ? exitCodes.usage
    : exitCodes.harness;
}
