import { interruptAfter, rewriteBody } from "../body.ts";
import { ConnectionCut } from "../handler.ts";
import type { FaultInForce, FaultSetup } from "./setup.ts";

/** Resets the connection in the middle of a response body, or instead of any answer. */
export function resets({ id, effect, removed, meet }: FaultSetup<"resets">): FaultInForce {
  return {
    wrap: (next) => async (request, context) => {
      const cut = () => {
        if (removed.aborted) return;
        meet(context);
        throw new ConnectionCut("reset", `${id} resets after ${effect.afterBytes} bytes`);
      };
      if (effect.afterBytes === 0) cut();
      return rewriteBody(await next(request, context), (chunks) =>
        interruptAfter(chunks, effect.afterBytes, cut),
      );
    },
  };
}
