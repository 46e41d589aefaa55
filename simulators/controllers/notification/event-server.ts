import type { Handler } from "../../support/handler.ts";
import { wholeAnswer } from "../../support/whole-answer.ts";
import { describe } from "../runtime/start-controller.ts";
import type { NotificationContext } from "./context.ts";
import { deduplicator } from "./deduplicate.ts";
import { dispatch } from "./dispatch.ts";
import { type FluxEvent, parseEvent, withoutToken } from "./flux-event.ts";
import { alertsFor } from "./match-alerts.ts";

/**
 * Where the other controllers post their events. Whoever posts is answered before anybody is told: what
 * becomes of it they never learn.
 */
export function eventServer(context: NotificationContext): Handler {
  const { process } = context;
  const isNew = deduplicator(process);
  return async (request) => {
    let event: FluxEvent;
    try {
      event = parseEvent(await request.text());
    } catch (error) {
      process.log(`decoding the request body failed: ${describe(error)}`);
      return wholeAnswer("", { status: 400 });
    }
    // Also those that no Alert asks for are counted.
    if (!isNew(event)) {
      process.log("Discarding event, rate limiting duplicate events");
      return wholeAnswer("Too Many Requests\n", { status: 429 });
    }
    await Promise.all([context.alerts.synced, context.providers.synced]);
    const told = withoutToken(event);
    const alerts = await alertsFor(context, told);
    if (alerts.length === 0) {
      process.log("discarding event, no alerts found for the involved object");
    }
    for (const alert of alerts) await dispatch(context, told, alert);
    return wholeAnswer("", { status: 202 });
  };
}
