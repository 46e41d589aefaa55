import type { FaultInForce } from "../../support/faults/setup.ts";
import { wholeAnswer } from "../../support/whole-answer.ts";
import { expired } from "../registry/errors.ts";
import type { ApiFaultSetup } from "./setup.ts";

/**
 * The history before the fault is gone, and with it what open watches came from: they end, and those
 * that would take them up again from before are told so by an event, as the server's watch cache does.
 */
export async function compacts(setup: ApiFaultSetup<"compacts">): Promise<FaultInForce> {
  const { removed, meet, asked, followWatches, newestResourceVersion } = setup;
  const oldest = await newestResourceVersion();
  let begun = false;
  followWatches((watch) => {
    if (begun) return;
    meet(watch.context);
    watch.end();
  });
  begun = true;
  return {
    wrap: (next) => async (request, context) => {
      const { searchParams } = new URL(request.url);
      const since = Number(searchParams.get("resourceVersion") ?? "");
      const old = since > 0 && since < oldest;
      if (asked(request).verb !== "watch" || !old || removed.aborted) return next(request, context);
      meet(context);
      const { status } = expired(`too old resource version: ${since} (${oldest})`);
      return wholeAnswer(`${JSON.stringify({ type: "ERROR", object: status })}\n`, {
        headers: { "content-type": "application/json" },
      });
    },
  };
}
