import type { Scenario } from "../core/scenario.ts";
import { leastDurationMs } from "../sweeps/least-duration.ts";

/** What runs will take, from what others took. */
export interface ExpectedTimes {
  /** Milliseconds of so many runs of a scenario one after another, their slots' begin and end with them. */
  of(scenario: Scenario, runs: number): number;
  learn(scenario: Scenario, runs: number, tookMs: number): void;
}

/** A run takes what its steps wait for and, whatever its scenario, about as much more as others took. */
export function expectTimes(): ExpectedTimes {
  const more: number[] = [];
  return {
    of({ drive }, runs) {
      const moreMs = more.reduce((sum, ms) => sum + ms, 0) / Math.max(1, more.length);
      return runs * (leastDurationMs(drive) + moreMs);
    },
    learn({ drive }, runs, tookMs) {
      if (runs > 0) more.push(Math.max(0, tookMs / runs - leastDurationMs(drive)));
    },
  };
}
