import { isDeepStrictEqual } from "node:util";
import { UsageError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Judgement } from "../core/verdict.ts";
import { readFinishedRun } from "../runner/finished-run.ts";

/**
 * What a run was judged that was driven to its end; undefined for one that wasn't, for nothing, and for what
 * can't be read or is another run: it is then done anew.
 */
export async function finishedRun(
  dir: string,
  expected: { scenario: Scenario; seed: number; subject: string },
): Promise<Judgement | undefined> {
  const found = await readFinishedRun(dir).catch((error: unknown) => {
    if (error instanceof UsageError) return undefined;
    throw error;
  });
  if (!found) return undefined;
  const { info, judgement } = found;
  const isIt =
    isDeepStrictEqual(info.scenario, storedAs(expected.scenario)) &&
    info.seed === expected.seed &&
    info.subject?.name === expected.subject;
  return isIt ? judgement : undefined;
}

function storedAs(scenario: Scenario): unknown {
  return JSON.parse(JSON.stringify(scenario));
}
