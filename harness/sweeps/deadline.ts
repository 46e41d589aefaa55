import type { Clock } from "../core/clock.ts";

/** A signal that aborts with another one, or when the time is up. Disposed of, it no longer minds the time. */
export function deadlineSignal(request: {
  clock: Clock;
  /** As the clock's `nowMs` has it; Infinity for none. */
  deadlineMs: number;
  reason: string;
  signal: AbortSignal;
}): { signal: AbortSignal } & Disposable {
  const { clock, deadlineMs, reason, signal } = request;
  const over = new AbortController();
  const done = new AbortController();
  if (deadlineMs < Infinity) {
    clock.sleep(Math.max(0, deadlineMs - clock.nowMs()), done.signal).then(
      () => over.abort(new Error(reason)),
      () => {},
    );
  }
  return {
    signal: AbortSignal.any([over.signal, signal]),
    [Symbol.dispose]: () => done.abort(),
  };
}
