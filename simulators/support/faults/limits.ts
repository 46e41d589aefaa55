import { type Counted, requestBudget } from "./request-budget.ts";
import type { FaultInForce, FaultSetup } from "./setup.ts";

/**
 * A budget of requests per fixed window. Every answer tells the state of the budget in the
 * `X-RateLimit-*` headers of GitHub's REST API; only requests past the budget count as met, and get
 * `Retry-After` with the whole seconds to the window's end.
 */
export function limits({ effect, clock, meet }: FaultSetup<"limits">): FaultInForce {
  const { requests, status } = effect;
  const count = requestBudget(effect, clock);
  const told = ({ used, leftMs }: Counted) => ({
    "x-ratelimit-limit": String(requests),
    "x-ratelimit-remaining": String(requests - used),
    "x-ratelimit-used": String(used),
    "x-ratelimit-reset": String(Math.ceil((clock.epochMs() + leftMs) / 1000)),
  });

  return {
    wrap: (next) => async (request, context) => {
      const counted = count();
      if (counted.within) {
        const response = await next(request, context);
        const all = new Headers(response.headers);
        for (const [name, value] of Object.entries(told(counted))) all.set(name, value);
        const { status, statusText } = response;
        return new Response(response.body, { status, statusText, headers: all });
      }
      meet(context);
      return new Response("rate limit exceeded\n", {
        status,
        headers: {
          ...told(counted),
          "content-type": "text/plain; charset=utf-8",
          "retry-after": String(Math.ceil(counted.leftMs / 1000)),
        },
      });
    },
  };
}
