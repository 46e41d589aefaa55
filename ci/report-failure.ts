import { HarnessError, UsageError } from "../harness/core/failure.ts";

/** What can be mended is said in words, all else with where it happened. */
export function reportFailure(error: unknown): void {
  const told = error instanceof UsageError || error instanceof HarnessError;
  console.error(told ? error.message : error);
  process.exitCode = told ? error.exitCode : 1;
}
