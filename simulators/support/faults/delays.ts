import { pause } from "./pause.ts";
import type { FaultInForce, FaultSetup } from "./setup.ts";

/** Lets time pass before the server sees the request. */
export function delays({ effect, clock, removed, meet }: FaultSetup<"delays">): FaultInForce {
  return {
    wrap: (next) => async (request, context) => {
      meet(context);
      await pause({ clock, ms: effect.delayMs, removed, request });
      return next(request, context);
    },
  };
}
