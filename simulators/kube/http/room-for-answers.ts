import { isFullOfUnsent } from "../../support/unsent.ts";
import { ApiError } from "../model/api-error.ts";

/** Lists and watches that begin in one turn of the event loop; what they hold is known only after it. */
const begunMax = 8;
let begun = 0;
let waiting: { signal: AbortSignal; begin(): void }[] = [];

/**
 * Resolves when one more list or watch may begin. @throws ApiError TooManyRequests while clients leave
 * unread what the memory can hold no more of, and the reason of `signal` when the client is gone.
 */
export async function roomForAnswer(signal: AbortSignal): Promise<void> {
  if (begun < begunMax) {
    if (begun === 0) setImmediate(nextTurn);
    begun += 1;
  } else {
    await new Promise<void>((begin) => waiting.push({ signal, begin }));
    signal.throwIfAborted();
  }
  if (isFullOfUnsent()) throw tooManyRequests();
}

function nextTurn() {
  begun = 0;
  let at = 0;
  for (; at < waiting.length && begun < begunMax; at += 1) {
    const next = waiting[at];
    // Those that left are let by at once: resets can be as many as they like.
    if (next && !next.signal.aborted) begun += 1;
    next?.begin();
  }
  waiting = waiting.slice(at);
  if (begun > 0) setImmediate(nextTurn);
}

export function tooManyRequests(): ApiError {
  return new ApiError({
    message: "Too many requests, please try again later.",
    reason: "TooManyRequests",
    details: { retryAfterSeconds: 1 },
    code: 429,
  });
}
