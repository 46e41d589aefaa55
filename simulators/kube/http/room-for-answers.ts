import { isFullOfUnsent } from "../../support/unsent.ts";
import { ApiError } from "../model/api-error.ts";

/** Lists and watches that begin in one turn of the event loop; what they hold is known only after it. */
const begunMax = 8;
let begun = 0;

/**
 * Resolves when one more list or watch may begin. @throws ApiError TooManyRequests while clients leave
 * unread what the memory can hold no more of.
 */
export async function roomForAnswer(): Promise<void> {
  while (begun >= begunMax) await new Promise(setImmediate);
  if (begun === 0) setImmediate(startAnew);
  begun += 1;
  if (isFullOfUnsent()) throw tooManyRequests();
}

function startAnew() {
  begun = 0;
}

export function tooManyRequests(): ApiError {
  return new ApiError({
    message: "Too many requests, please try again later.",
    reason: "TooManyRequests",
    details: { retryAfterSeconds: 1 },
    code: 429,
  });
}
