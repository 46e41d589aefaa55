import type { Clock } from "../../harness/core/clock.ts";

/** A clock that stands still until told to move, for tests. */
export interface ManualClock extends Clock {
  /** Moves on by `ms`, waking sleepers in the order they are due. */
  advance(ms: number): void;
  /** How many sleep now. */
  sleepers(): number;
}

export function manualClock(options: { epochMs?: number } = {}): ManualClock {
  const { epochMs = 1_700_000_000_000 } = options;
  const sleeping = new Set<{ dueMs: number; wake: () => void }>();
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    epochMs: () => epochMs + nowMs,
    sleepers: () => sleeping.size,
    sleep(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      if (signal?.aborted) reject(signal.reason);
      else if (ms <= 0) resolve();
      else {
        const abort = () => {
          sleeping.delete(sleeper);
          reject(signal?.reason);
        };
        const wake = () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        };
        const sleeper = { dueMs: nowMs + ms, wake };
        sleeping.add(sleeper);
        signal?.addEventListener("abort", abort, { once: true });
      }
      return promise;
    },
    advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const next = [...sleeping].sort((a, b) => a.dueMs - b.dueMs)[0];
        if (!next || next.dueMs > untilMs) break;
        nowMs = next.dueMs;
        sleeping.delete(next);
        next.wake();
      }
      nowMs = untilMs;
    },
  };
}
