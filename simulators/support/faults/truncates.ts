import { interruptAfter, rewriteBody } from "../body.ts";
import { ConnectionCut } from "../handler.ts";
import type { FaultInForce, FaultSetup } from "./setup.ts";

/** Ends a response body early by a clean close of the connection. */
export function truncates({ id, effect, removed, meet }: FaultSetup<"truncates">): FaultInForce {
  return {
    wrap: (next) => async (request, context) => {
      const cut = () => {
        if (removed.aborted) return;
        meet(context);
        throw new ConnectionCut("close", `${id} truncates after ${effect.afterBytes} bytes`);
      };
      return rewriteBody(await next(request, context), (chunks) =>
        interruptAfter(chunks, effect.afterBytes, cut),
      );
    },
  };
}
