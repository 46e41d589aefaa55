import { UsageError } from "../../../harness/core/failure.ts";
import type { FaultInForce } from "../../support/faults/setup.ts";
import type { OpenWatch } from "./open-watches.ts";
import type { ApiFaultSetup } from "./setup.ts";

/** Watches end sooner than they should, without an error: clients come back where they were. */
export function dropsWatches(setup: ApiFaultSetup<"drops-watches">): FaultInForce {
  const { effect, clock, removed, meet, followWatches } = setup;
  const { afterMs, afterEvents } = effect;
  if (afterMs === undefined && afterEvents === undefined) {
    throw new UsageError("fault drops-watches: expected afterMs, afterEvents or both");
  }
  if (afterMs !== undefined && !(afterMs >= 0)) {
    throw new UsageError(`fault drops-watches: afterMs is ${afterMs}, expected 0 or more`);
  }
  if (afterEvents !== undefined && !(Number.isInteger(afterEvents) && afterEvents > 0)) {
    throw new UsageError(`fault drops-watches: afterEvents is ${afterEvents}, expected 1, 2, …`);
  }
  const endInTime = async (watch: OpenWatch, ms: number) => {
    try {
      await clock.sleep(ms, AbortSignal.any([removed, watch.over]));
    } catch {
      return;
    }
    meet(watch.context);
    watch.end();
  };
  followWatches((watch) => {
    if (afterMs !== undefined) void endInTime(watch, afterMs);
    if (afterEvents !== undefined) {
      watch.endAfter({ events: afterEvents, off: removed, ended: () => meet(watch.context) });
    }
  });
  return {};
}
