import { eventEnds } from "./event-ends.ts";
import type { OpenWatch } from "./open-watches.ts";

type Reach = Pick<OpenWatch, "end" | "endAfter" | "hold">;

/** The body of a watch, which can be held and ended from outside. */
export function createValve(options: {
  source: ReadableStream<Uint8Array>;
  contentType: string;
  /** Aborted by the valve when the watch ends. */
  over: AbortController;
}): { body: ReadableStream<Uint8Array> } & Reach {
  const { over } = options;
  const reader = options.source.getReader();
  const ends = eventEnds(options.contentType);
  const holds = new Set<{ opened: Promise<void>; withheld(): void }>();
  const counters = new Set<{ left: number; ended(): void }>();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let between = true;

  const finish = (reason?: unknown) => {
    if (over.signal.aborted) return;
    over.abort();
    void reader.cancel(reason).catch(() => {});
  };
  const close = () => {
    if (over.signal.aborted) return;
    finish();
    controller?.close();
  };
  /** Waits while anything holds. */
  const opened = async () => {
    while (holds.size > 0 && !over.signal.aborted) {
      for (const { withheld } of holds) withheld();
      await Promise.all([...holds].map(({ opened }) => opened));
    }
  };
  /** Passes on what may still go out. */
  const pass = (chunk: Uint8Array) => {
    const found = ends(chunk);
    if (chunk.length > 0) between = found.at(-1) === chunk.length;
    const least = Math.min(...[...counters].map(({ left }) => left));
    for (const counter of counters) {
      counter.left -= found.length;
      if (counter.left <= 0) counter.ended();
    }
    if (found.length < least) {
      controller?.enqueue(chunk);
      return;
    }
    controller?.enqueue(chunk.subarray(0, found[least - 1]));
    close();
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
      },
      async pull() {
        try {
          const { done, value } = await reader.read();
          if (holds.size > 0) await opened();
          if (over.signal.aborted) return;
          if (done) close();
          else pass(value);
        } catch (error) {
          if (over.signal.aborted) return;
          finish();
          throw error;
        }
      },
      cancel: finish,
    },
    { highWaterMark: 0 },
  );

  const endAfter: Reach["endAfter"] = ({ events, off, ended }) => {
    // The event under way belongs to those before.
    const counter = { left: between ? events : events + 1, ended };
    if (counter.left === 0) {
      ended();
      close();
      return;
    }
    counters.add(counter);
    off.addEventListener("abort", () => counters.delete(counter), {
      ...{ once: true, signal: over.signal },
    });
  };
  return {
    body,
    endAfter,
    end: () => endAfter({ events: 0, off: new AbortController().signal, ended() {} }),
    hold({ off, withheld }) {
      if (off.aborted) return;
      const { promise: opened, resolve } = Promise.withResolvers<void>();
      const hold = { opened, withheld };
      holds.add(hold);
      const release = () => {
        holds.delete(hold);
        resolve();
      };
      off.addEventListener("abort", release, { once: true, signal: over.signal });
    },
  };
}
