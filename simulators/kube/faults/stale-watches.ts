import type { FaultInForce } from "../../support/faults/setup.ts";
import type { ApiFaultSetup } from "./setup.ts";

/** Watches tell nothing for a while. Only those that had something to tell count as met. */
export function staleWatches(setup: ApiFaultSetup<"stale-watches">): FaultInForce {
  const { removed, meet, followWatches } = setup;
  followWatches((watch) => {
    watch.hold({ off: removed, withheld: () => meet(watch.context) });
  });
  return {};
}
