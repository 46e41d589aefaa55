import type { Handler, RequestContext } from "../../support/handler.ts";
import { streamAnswer } from "../../support/stream-answer.ts";
import { createValve } from "./watch-valve.ts";

/** A watch that goes through, for faults to act on while it is open. */
export interface OpenWatch {
  request: Request;
  context: RequestContext;
  /** Ends it between two events, as the server's own time-out does. */
  end(): void;
  /** Ends it once so many more events have passed, unless `off` aborts first. */
  endAfter(options: { events: number; off: AbortSignal; ended(): void }): void;
  /** Keeps back what comes until `off` aborts; `withheld` is told when there is something to keep back. */
  hold(options: { off: AbortSignal; withheld(): void }): void;
  /** Aborts when it is over. */
  over: AbortSignal;
}

export interface OpenWatches {
  /** Passes requests on, and keeps the watches among them in reach. */
  handle: Handler;
  /** Hands over the open watches and then each new one, until stopped. */
  follow(take: (watch: OpenWatch) => void): () => void;
}

export function keepWatches(options: {
  handler: Handler;
  isWatch(request: Request): boolean;
}): OpenWatches {
  const { handler, isWatch } = options;
  const open = new Set<OpenWatch>();
  const followers = new Set<(watch: OpenWatch) => void>();
  return {
    async handle(request, context) {
      const response = await handler(request, context);
      if (response.status !== 200 || !isWatch(request) || !response.body) return response;
      const over = new AbortController();
      over.signal.addEventListener("abort", () => open.delete(watch), { once: true });
      const { body, ...reach } = createValve({
        source: response.body,
        contentType: response.headers.get("content-type") ?? "",
        over,
      });
      const watch: OpenWatch = { request, context, over: over.signal, ...reach };
      open.add(watch);
      for (const take of followers) take(watch);
      return streamAnswer(body, response);
    },
    follow(take) {
      followers.add(take);
      for (const watch of open) take(watch);
      return () => void followers.delete(take);
    },
  };
}
