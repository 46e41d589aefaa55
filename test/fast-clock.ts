import type { Clock } from "../harness/core/clock.ts";

/** Time passes only by sleeping, and then at once. */
export function fastClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    epochMs: () => nowMs,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      nowMs += ms;
    },
  };
}
