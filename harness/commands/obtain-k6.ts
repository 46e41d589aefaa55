import { UsageError } from "../core/failure.ts";
import type { Scenario, Step } from "../core/scenario.ts";
import { provideK6 } from "../load/find-k6.ts";
import type { ProvisionOptions } from "../subjects/context.ts";
import { optionsFor } from "./provision.ts";

/**
 * Real controllers meet storms from k6: it is built, where there is none, before the first scenario rather than
 * in the middle of one. Where it can't be had, the scenarios without storms run all the same.
 */
export async function obtainK6(
  scenarios: readonly Scenario[],
  signal: AbortSignal,
  provide: (options: ProvisionOptions) => Promise<string> = provideK6,
): Promise<void> {
  const stormy = scenarios.filter(({ drive }) => hasStorm(drive)).map(({ name }) => name);
  if (stormy.length === 0) return;
  try {
    await provide(optionsFor(signal));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${stormy.join(", ")}: will be unknown, for no k6: ${error.message}\n`);
  }
}

function hasStorm(steps: readonly Step[]): boolean {
  return steps.some(({ use, steps: inner = [] }) => use === "storm" || hasStorm(inner));
}
