import type { Clock } from "../../../harness/core/clock.ts";
import { UsageError } from "../../../harness/core/failure.ts";

/** The state of a budget after a request was counted into it. */
export interface Counted {
  within: boolean;
  used: number;
  /** To the window's end. */
  leftMs: number;
}

/**
 * Counts requests in fixed windows, the first of which starts with the first request.
 * @throws UsageError for figures that make no sense.
 */
export function requestBudget(
  { requests, windowMs }: { requests: number; windowMs: number },
  clock: Clock,
): () => Counted {
  if (!(Number.isInteger(requests) && requests >= 0 && windowMs > 0)) {
    throw new UsageError(
      `fault limits: ${requests} requests in ${windowMs} ms, expected 0 or more in more than 0 ms`,
    );
  }
  let startMs: number | undefined;
  let used = 0;
  return () => {
    const nowMs = clock.nowMs();
    if (startMs === undefined) startMs = nowMs;
    const passed = Math.floor((nowMs - startMs) / windowMs);
    if (passed > 0) {
      startMs += passed * windowMs;
      used = 0;
    }
    const within = used < requests;
    if (within) used += 1;
    return { within, used, leftMs: startMs + windowMs - nowMs };
  };
}
