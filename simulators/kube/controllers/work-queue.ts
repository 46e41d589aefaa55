import type { Clock } from "../../../harness/core/clock.ts";

export interface WorkQueueOptions {
  /** Does the work of a key; may ask to be called again after a time. A key is never worked on twice at once. */
  work(key: string): Promise<{ againAfterMs: number } | undefined>;
  clock: Clock;
  /** Keys worked on at the same time. */
  workers: number;
  /** Told of work that threw; the key is tried again, later each time. */
  onError(error: unknown): void;
  /** Longest time between two tries of a key; as client-go's default 1,000 s. */
  backoffMsMax?: number;
}

/** Keys with work to do, each once however often it is added. Disposing it waits for what is under way. */
export interface WorkQueue extends AsyncDisposable {
  add(key: string): void;
  addAfter(key: string, ms: number): void;
  /** Nothing is worked on before. */
  start(): void;
}

/** Of a key's first try after a failure; doubles with each, as client-go's rate limiter does. */
const backoffMsMin = 5;

export function workQueue(options: WorkQueueOptions): WorkQueue {
  const { work, clock, workers, onError, backoffMsMax = 1_000_000 } = options;
  const waiting = new Set<string>();
  const working = new Map<string, Promise<void>>();
  const failures = new Map<string, number>();
  const leaving = new AbortController();
  let started = false;

  const queue: WorkQueue = {
    add(key) {
      waiting.add(key);
      dispatch();
    },
    addAfter(key, ms) {
      clock.sleep(ms, leaving.signal).then(
        () => queue.add(key),
        () => {},
      );
    },
    start() {
      started = true;
      dispatch();
    },
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await Promise.all(working.values());
    },
  };
  return queue;

  function dispatch(): void {
    if (!started || leaving.signal.aborted) return;
    for (const key of waiting) {
      if (working.size >= workers) return;
      if (working.has(key)) continue;
      waiting.delete(key);
      working.set(
        key,
        attempt(key).finally(() => {
          working.delete(key);
          dispatch();
        }),
      );
    }
  }

  async function attempt(key: string): Promise<void> {
    try {
      const again = await work(key);
      failures.delete(key);
      if (again) queue.addAfter(key, again.againAfterMs);
    } catch (error) {
      if (leaving.signal.aborted) return;
      onError(error);
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      queue.addAfter(key, Math.min(backoffMsMin * 2 ** count, backoffMsMax));
    }
  }
}
