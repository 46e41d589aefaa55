import type { FaultInForce } from "../../support/faults/setup.ts";
import { wholeAnswer } from "../../support/whole-answer.ts";
import { expired } from "../registry/errors.ts";
import { flag } from "../registry/list-options.ts";
import type { ApiFaultSetup } from "./setup.ts";

/**
 * The history before the fault is gone, and with it what open watches came from: they end, and those
 * that would take them up again from before are told so by an event, as the server's watch cache does.
 * A client that has listed since is let on from what it was given, whatever that is: a real server lists
 * what is idle from a cache that trails the newest write, and always takes a watch from there.
 */
export async function compacts(setup: ApiFaultSetup<"compacts">): Promise<FaultInForce> {
  const { removed, meet, asked, followWatches, newestResourceVersion } = setup;
  const oldest = await newestResourceVersion();
  /** Clients, each with what it has listed since. */
  const listed = new Set<string>();
  let begun = false;
  followWatches((watch) => {
    if (begun) return;
    meet(watch.context);
    watch.end();
  });
  begun = true;
  return {
    wrap: (next) => async (request, context) => {
      const { verb } = asked(request);
      if ((verb !== "watch" && verb !== "list") || removed.aborted) return next(request, context);
      const { pathname, searchParams } = new URL(request.url);
      const reader = readerOf(request, pathname, searchParams);
      if (verb === "list" || flag(searchParams, "sendInitialEvents")) {
        const response = await next(request, context);
        if (response.ok) listed.add(reader);
        return response;
      }
      const since = Number(searchParams.get("resourceVersion") ?? "");
      const old = since > 0 && since < oldest && !listed.has(reader);
      if (!old) return next(request, context);
      meet(context);
      const { status } = expired(`too old resource version: ${since} (${oldest})`);
      return wholeAnswer(`${JSON.stringify({ type: "ERROR", object: status })}\n`, {
        headers: { "content-type": "application/json" },
      });
    },
  };
}

/** Who reads what: a client by the name it gives, and a collection with its selectors. */
function readerOf({ headers }: Request, pathname: string, query: URLSearchParams): string {
  const selectors = ["labelSelector", "fieldSelector"].map((name) => query.get(name) ?? "");
  return JSON.stringify([headers.get("user-agent"), pathname, ...selectors]);
}
