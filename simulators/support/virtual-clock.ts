import type { Clock } from "../../harness/core/clock.ts";
import { HarnessError } from "../../harness/core/failure.ts";
import { onAbort } from "./on-abort.ts";

/** Time that passes only by what is waited for: from one sleeper's end to the next. */
export interface VirtualClock extends Clock {
  /**
   * Runs `main` in virtual time. Whoever is due is woken one after another, in the order of their time
   * and, at one time, of their falling asleep; each gets as far as it can before the next is woken.
   * @throws HarnessError when `main` waits and nobody sleeps any more: it would wait for ever.
   */
  run<T>(main: () => Promise<T>): Promise<T>;
  /** Sleepers woken so far. */
  woken(): number;
}

interface Sleeper {
  dueMs: number;
  /** Counts sleepers: ties are broken by it. */
  order: number;
  wake: () => void;
  gone: boolean;
}

/** @param options.epochMs what the calendar says at 0; 2026-01-01 unless told. */
export function virtualClock(options: { epochMs?: number } = {}): VirtualClock {
  const { epochMs = 1_767_225_600_000 } = options;
  const sleeping: Sleeper[] = [];
  let nowMs = 0;
  let order = 0;
  let woken = 0;
  return {
    nowMs: () => nowMs,
    epochMs: () => epochMs + nowMs,
    woken: () => woken,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      let stay = () => {};
      const abort = () => {
        sleeper.gone = true;
        reject(signal?.reason);
      };
      const wake = () => {
        stay();
        resolve();
      };
      const sleeper: Sleeper = { dueMs: nowMs + Math.max(0, ms), order, wake, gone: false };
      order += 1;
      push(sleeping, sleeper);
      if (signal) stay = onAbort(signal, abort);
      return promise;
    },
    async run(main) {
      let ended = false;
      const result = main().finally(() => {
        ended = true;
      });
      // Whoever asked is told below; until then nobody listens.
      result.catch(() => {});
      for (;;) {
        await settle();
        if (ended) return result;
        const next = pop(sleeping);
        if (!next) {
          throw new HarnessError(
            `virtual time stands still at ${nowMs} ms: something waits, and nothing is left to happen`,
          );
        }
        if (next.gone) continue;
        nowMs = next.dueMs;
        woken += 1;
        next.wake();
      }
    },
  };
}

/**
 * Resolves when all that can go on has done so: a turn of the event loop comes only after every promise
 * that was settled. Nothing in virtual time may wait for a file, a socket or another thread.
 */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(a: Sleeper, b: Sleeper): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

/** A binary heap, the next sleeper first. */
function push(heap: Sleeper[], sleeper: Sleeper): void {
  let index = heap.length;
  heap.push(sleeper);
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (!parent || !isBefore(sleeper, parent)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = sleeper;
}

function pop(heap: Sleeper[]): Sleeper | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    const left = heap[2 * index + 1];
    if (!left) break;
    const right = heap[2 * index + 2];
    const smaller = right && isBefore(right, left) ? 2 * index + 2 : 2 * index + 1;
    const child = heap[smaller];
    if (!child || !isBefore(child, last)) break;
    heap[index] = child;
    index = smaller;
  }
  heap[index] = last;
  return first;
}
