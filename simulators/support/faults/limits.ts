import { UsageError } from "../../../harness/core/failure.ts";
import type { FaultInForce, FaultSetup } from "./setup.ts";

/**
 * A budget of requests per fixed window, the first of which starts with the first request. Every answer
 * tells the state of the budget in the `X-RateLimit-*` headers of GitHub's REST API; only requests past
 * the budget count as met, and get `Retry-After` with the whole seconds to the window's end.
 */
export function limits({ effect, clock, meet }: FaultSetup<"limits">): FaultInForce {
  const { requests, windowMs, status } = effect;
  if (!(Number.isInteger(requests) && requests >= 0 && windowMs > 0)) {
    throw new UsageError(
      `fault limits: ${requests} requests in ${windowMs} ms, expected 0 or more in more than 0 ms`,
    );
  }
  let startMs: number | undefined;
  let used = 0;

  /** Counts a request into its window. */
  const count = () => {
    const nowMs = clock.nowMs();
    if (startMs === undefined) startMs = nowMs;
    const passed = Math.floor((nowMs - startMs) / windowMs);
    if (passed > 0) {
      startMs += passed * windowMs;
      used = 0;
    }
    const within = used < requests;
    if (within) used += 1;
    const leftMs = startMs + windowMs - nowMs;
    return {
      within,
      retryAfterSeconds: Math.ceil(leftMs / 1000),
      headers: {
        "x-ratelimit-limit": String(requests),
        "x-ratelimit-remaining": String(requests - used),
        "x-ratelimit-used": String(used),
        "x-ratelimit-reset": String(Math.ceil((clock.epochMs() + leftMs) / 1000)),
      },
    };
  };

  return {
    wrap: (next) => async (request, context) => {
      const { within, retryAfterSeconds, headers } = count();
      if (within) {
        const response = await next(request, context);
        const all = new Headers(response.headers);
        for (const [name, value] of Object.entries(headers)) all.set(name, value);
        const { status, statusText } = response;
        return new Response(response.body, { status, statusText, headers: all });
      }
      meet(context);
      return new Response("rate limit exceeded\n", {
        status,
        headers: {
          ...headers,
          "content-type": "text/plain; charset=utf-8",
          "retry-after": String(retryAfterSeconds),
        },
      });
    },
  };
}
