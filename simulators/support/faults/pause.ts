import type { Clock } from "../../../harness/core/clock.ts";

/** Sleeps `ms`, or until the fault is removed. Rejects when the client leaves. */
export async function pause(options: {
  clock: Clock;
  ms: number;
  removed: AbortSignal;
  request: Request;
}): Promise<void> {
  const { clock, ms, removed, request } = options;
  try {
    await clock.sleep(ms, AbortSignal.any([removed, request.signal]));
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason;
    if (!removed.aborted) throw error;
  }
}

/** Resolves once the fault is removed. Rejects when the client leaves. */
export async function untilRemoved(removed: AbortSignal, request: Request): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  removed.addEventListener("abort", wake, { once: true });
  request.signal.addEventListener("abort", wake, { once: true });
  if (removed.aborted || request.signal.aborted) wake();
  await promise;
  removed.removeEventListener("abort", wake);
  request.signal.removeEventListener("abort", wake);
  if (request.signal.aborted) throw request.signal.reason;
}
