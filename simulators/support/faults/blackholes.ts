import { untilRemoved } from "./pause.ts";
import type { FaultInForce, FaultSetup } from "./setup.ts";

/**
 * New connections are held unread. On connections that were open before, where a request may still
 * arrive, it is read and left without answer, which looks the same to the client.
 */
export function blackholes({ id, doors, removed, meet }: FaultSetup<"blackholes">): FaultInForce {
  const hole = doors.blackhole(id);
  return {
    wrap: (next) => async (request, context) => {
      meet(context);
      await untilRemoved(removed, request);
      return next(request, context);
    },
    met: () => hole.met(),
    end: async () => hole.end(),
  };
}
