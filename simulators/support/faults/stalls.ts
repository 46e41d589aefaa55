import { interruptAfter, rewriteBody } from "../body.ts";
import { untilRemoved } from "./pause.ts";
import type { FaultInForce, FaultSetup } from "./setup.ts";

/** Stops a response body, the connection left open; goes on once removed. */
export function stalls({ effect, removed, meet }: FaultSetup<"stalls">): FaultInForce {
  return {
    wrap: (next) => async (request, context) => {
      const stall = async () => {
        if (removed.aborted) return;
        meet(context);
        await untilRemoved(removed, request);
      };
      return rewriteBody(await next(request, context), (chunks) =>
        interruptAfter(chunks, effect.afterBytes, stall),
      );
    },
  };
}
