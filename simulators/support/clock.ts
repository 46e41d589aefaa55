import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../harness/core/clock.ts";

/** Real time. `nowMs` counts from the clock's making and never steps with the wall clock. */
export function wallClock(): Clock {
  const origin = performance.now();
  const originEpochMs = performance.timeOrigin + origin;
  return {
    nowMs: () => performance.now() - origin,
    epochMs: () => originEpochMs + (performance.now() - origin),
    sleep: (ms, signal) => delay(Math.max(0, ms), undefined, signal ? { signal } : {}),
  };
}
