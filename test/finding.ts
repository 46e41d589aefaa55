import { expect } from "vitest";
import type { Finding } from "../harness/checkers/checker.ts";
import { findChecker } from "../harness/checkers/registry.ts";
import type { Check } from "../harness/core/scenario.ts";
import type { Outcome } from "../harness/core/verdict.ts";
import { history, type Told } from "./history.ts";

/** What a check must say of a history. */
export interface Expected {
  outcome: Outcome;
  /** What its sentence must contain. */
  because: string | RegExp;
  /** All of the evidence; `seq` counts from 1 in the order told. */
  evidence: number[];
}

/** A row of a checker's table. */
export interface CheckerCase extends Expected {
  name: string;
  check: Check;
  told: readonly (Told | readonly Told[])[];
}

/** What a registered checker finds in a history. */
export function findingOf(check: Check, told: CheckerCase["told"]): Finding {
  const checker = findChecker(check.use);
  if (!checker) throw new Error(`no checker ${check.use}`);
  return checker.check(history(...told), checker.arguments.parse(check.with ?? {}));
}

/** Holds a finding to a row of a table. */
export function expectFinding({ check, told, outcome, because, evidence }: CheckerCase): void {
  expect(findingOf(check, told)).toEqual({
    outcome,
    because:
      typeof because === "string"
        ? expect.stringContaining(because)
        : expect.stringMatching(because),
    evidence,
  });
}
