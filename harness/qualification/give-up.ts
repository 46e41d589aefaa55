import { HarnessError } from "../core/failure.ts";
import type { HaveRun } from "./keep-runs.ts";

const failuresMost = 3;

/**
 * Gives up where runs fail one after another, each of them twice: what they lack (a disk, a port, memory) no
 * further one will have. Tells what each run took that was made now.
 */
export function giveUpAfterFailures(
  haveRun: HaveRun,
  onTook: (scenario: string, tookMs: number) => void,
): HaveRun {
  let failures = 0;
  return async (run) => {
    const kept = await haveRun(run);
    failures = kept.failure ? failures + 1 : 0;
    if (kept.failure && failures >= failuresMost) {
      throw new HarnessError(
        `${failures} runs in a row could not be made, the last ${kept.place}: ${kept.failure.message}`,
      );
    }
    if (kept.tookMs > 0) onTook(run.scenario.name, kept.tookMs);
    return kept;
  };
}
