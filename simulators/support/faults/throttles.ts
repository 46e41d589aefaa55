import { UsageError } from "../../../harness/core/failure.ts";
import { rewriteBody } from "../body.ts";
import { pause } from "./pause.ts";
import type { FaultInForce, FaultSetup } from "./setup.ts";

/** Twenty pieces a second look like a slow line; a second's worth at once would not. */
const pieceMs = 50;

/** Lets each response body flow at a rate of its own; once removed, the rest follows at full speed. */
export function throttles(setup: FaultSetup<"throttles">): FaultInForce {
  const { effect, clock, removed, meet } = setup;
  const { bytesPerSecond } = effect;
  if (!(bytesPerSecond > 0)) {
    throw new UsageError(`fault throttles: ${bytesPerSecond} bytes a second, expected more than 0`);
  }
  const bytesPerMs = bytesPerSecond / 1000;
  const pieceBytes = Math.max(1, Math.floor(bytesPerMs * pieceMs));

  async function* atRate(chunks: AsyncIterable<Uint8Array>, request: Request) {
    let dueMs = clock.nowMs();
    for await (const chunk of chunks) {
      let sent = 0;
      while (sent < chunk.length && !removed.aborted) {
        const piece = chunk.subarray(sent, sent + pieceBytes);
        sent += piece.length;
        // Late timers are made up for; a client that reads slower than the rate is owed no burst.
        dueMs = Math.max(dueMs, clock.nowMs() - pieceMs) + piece.length / bytesPerMs;
        await pause({ clock, ms: dueMs - clock.nowMs(), removed, request });
        yield piece;
      }
      if (sent < chunk.length) yield chunk.subarray(sent);
    }
  }

  return {
    wrap: (next) => async (request, context) => {
      const response = await next(request, context);
      if (!response.body) return response;
      meet(context);
      return rewriteBody(response, (chunks) => atRate(chunks, request));
    },
  };
}
