import type { Clock } from "../../harness/core/clock.ts";
import { ConnectionCut, type Handler, type RequestContext } from "./handler.ts";
import { wholeBodyOf } from "./whole-answer.ts";

/** One request and what became of it. */
export interface ObservedExchange {
  request: Request;
  context: RequestContext;
  /** On the clock given. */
  startedMs: number;
  durationMs: number;
  /** 0 when the connection ended before any answer. */
  status: number;
  /** Response body bytes handed to the connection. */
  bytes: number;
  /** Whole, cut on the server's side, or abandoned by the client. */
  ended: "whole" | "cut" | "abandoned";
  /** Of the `Retry-After` header, where it was a number. */
  retryAfterSeconds?: number;
}

/** Reports every exchange once, when its answer ended. Goes outermost, to see what the client sees. */
export function observed(options: {
  handler: Handler;
  clock: Clock;
  report: (exchange: ObservedExchange) => void;
}): Handler {
  const { handler, clock, report } = options;
  return async (request, context) => {
    const startedMs = clock.nowMs();
    let bytes = 0;
    let head: Response | undefined;
    let reported = false;
    const end = (ended: ObservedExchange["ended"], status = head?.status ?? 0) => {
      if (reported) return;
      reported = true;
      const durationMs = clock.nowMs() - startedMs;
      const retryAfter = Number.parseInt(head?.headers.get("retry-after") ?? "", 10);
      report({
        ...{ request, context, startedMs, durationMs, status, bytes, ended },
        ...(Number.isNaN(retryAfter) ? {} : { retryAfterSeconds: retryAfter }),
      });
    };
    const leftBecause = (reason: unknown) => {
      // A fault that destroys connections aborts the request with its own reason.
      const cause = request.signal.aborted ? request.signal.reason : reason;
      end(cause instanceof ConnectionCut ? "cut" : "abandoned");
    };
    try {
      head = await handler(request, context);
    } catch (error) {
      if (request.signal.aborted) leftBecause(error);
      else if (error instanceof ConnectionCut) end("cut");
      else end("whole", 500);
      throw error;
    }
    const whole = wholeBodyOf(head);
    if (whole !== undefined) {
      // Goes out at once; a stream around it would cost more than all the rest.
      if (request.method !== "HEAD") bytes = Buffer.byteLength(whole);
      end("whole");
      return head;
    }
    if (!head.body) {
      end("whole");
      return head;
    }
    const source = head.body.getReader();
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          try {
            const { done, value } = await source.read();
            if (reported) return;
            if (done) {
              if (request.signal.aborted) leftBecause(request.signal.reason);
              end("whole");
              controller.close();
            } else {
              bytes += value.length;
              controller.enqueue(value);
            }
          } catch (error) {
            if (request.signal.aborted) leftBecause(error);
            else end("cut");
            throw error;
          }
        },
        cancel(reason) {
          leftBecause(reason);
          return source.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(body, head);
  };
}
