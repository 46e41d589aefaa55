import { requestBudget } from "../../support/faults/request-budget.ts";
import type { FaultInForce } from "../../support/faults/setup.ts";
import { plain } from "../http/health.ts";
import type { ApiFaultSetup } from "./setup.ts";

/** A budget of requests per window, past which the answer is that of priority and fairness. */
export function limitsRequests({ effect, clock, meet }: ApiFaultSetup<"limits">): FaultInForce {
  const count = requestBudget(effect, clock);
  return {
    wrap: (next) => async (request, context) => {
      const { within, leftMs } = count();
      if (within) return next(request, context);
      meet(context);
      const answer = plain("Too many requests, please try again later.\n", effect.status);
      answer.headers.set("retry-after", String(Math.ceil(leftMs / 1000)));
      return answer;
    },
  };
}
