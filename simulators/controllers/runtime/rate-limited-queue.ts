import type { Clock } from "../../../harness/core/clock.ts";
import { allDone, onAbort } from "../../support/on-abort.ts";
import type { Result } from "./reconcile-errors.ts";
import { TerminalError } from "./reconcile-errors.ts";

export interface QueueOptions {
  /** Does the work of a key; a key is never worked on twice at once. */
  reconcile(key: string): Promise<Result>;
  clock: Clock;
  /** `--concurrent`: keys worked on at the same time. */
  workers: number;
  /** `--min-retry-delay` and `--max-retry-delay`, in milliseconds. */
  retryMsMin: number;
  retryMsMax: number;
  /** Told how each piece of work ended and how long it took, in milliseconds. */
  onEnd(key: string, outcome: Outcome, durationMs: number): void;
  /** Ends it: what is under way is left to end by its own signal. */
  signal: AbortSignal;
  /** A defect: failures are forgotten only by a restart. */
  neverForgets?: boolean;
  /** A defect: a key is worked on as often as it was added. */
  countsEvery?: boolean;
  /** A defect: a key whose appointment is due goes before those that wait. */
  appointmentsFirst?: boolean;
}

export type Outcome =
  | { kind: "success" | "requeue" | "requeue_after" }
  | { kind: "error" | "terminal"; error: unknown };

/** Keys with work to do, as controller-runtime keeps them: each once, however often it is added. */
export interface RateLimitedQueue {
  add(key: string): void;
  /** Keys that wait for a worker. */
  depth(): number;
  active(): number;
}

export function rateLimitedQueue(options: QueueOptions): RateLimitedQueue {
  const { reconcile, clock, workers, retryMsMin, retryMsMax, signal } = options;
  const waiting = new Set<string>();
  const working = new Set<string>();
  /** Only with `countsEvery`: how often each key was added beyond what `waiting` holds. */
  const standing = new Map<string, number>();
  const failures = new Map<string, number>();
  const appointments = new Map<string, { dueMs: number; cancelled: AbortController }>();
  // Each has a signal of its own: one that follows the queue's as well would cost most of an appointment.
  onAbort(signal, () => {
    for (const { cancelled } of appointments.values()) cancelled.abort(allDone);
  });
  const queue: RateLimitedQueue = {
    add(key) {
      if (signal.aborted) return;
      if (options.countsEvery && waiting.has(key)) {
        standing.set(key, (standing.get(key) ?? 0) + 1);
      }
      waiting.add(key);
      dispatch();
    },
    depth: () => waiting.size,
    active: () => working.size,
  };
  return queue;

  function dispatch(): void {
    for (const key of waiting) {
      if (working.size >= workers) return;
      if (working.has(key)) continue;
      waiting.delete(key);
      working.add(key);
      const more = standing.get(key) ?? 0;
      if (more > 0) {
        standing.set(key, more - 1);
        waiting.add(key);
      }
      work(key).finally(() => {
        working.delete(key);
        if (!signal.aborted) dispatch();
      });
    }
  }

  async function work(key: string): Promise<void> {
    const startedMs = clock.nowMs();
    const end = (outcome: Outcome) => options.onEnd(key, outcome, clock.nowMs() - startedMs);
    try {
      const result = await reconcile(key);
      if (signal.aborted) return;
      if (result && "requeue" in result) {
        addRateLimited(key);
        end({ kind: "requeue" });
      } else {
        if (!options.neverForgets) failures.delete(key);
        if (result) addAfter(key, result.requeueAfterMs);
        end({ kind: result ? "requeue_after" : "success" });
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof TerminalError) {
        failures.delete(key);
        end({ kind: "terminal", error });
      } else {
        addRateLimited(key);
        end({ kind: "error", error });
      }
    }
  }

  function goFirst(key: string): void {
    const others = [...waiting];
    waiting.clear();
    for (const each of [key, ...others]) waiting.add(each);
  }

  function addRateLimited(key: string): void {
    const count = failures.get(key) ?? 0;
    failures.set(key, count + 1);
    addAfter(key, Math.min(retryMsMin * 2 ** count, retryMsMax));
  }

  /** As client-go's delaying queue: of two appointments of a key only the earlier one is kept. */
  function addAfter(key: string, ms: number): void {
    if (signal.aborted) return;
    const dueMs = clock.nowMs() + ms;
    const before = appointments.get(key);
    if (before && before.dueMs <= dueMs) return;
    before?.cancelled.abort(allDone);
    const mine = { dueMs, cancelled: new AbortController() };
    appointments.set(key, mine);
    clock.sleep(ms, mine.cancelled.signal).then(
      () => {
        appointments.delete(key);
        if (options.appointmentsFirst) goFirst(key);
        queue.add(key);
      },
      () => {},
    );
  }
}
