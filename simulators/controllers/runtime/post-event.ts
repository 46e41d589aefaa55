import { PlainRequest } from "../../support/plain-request.ts";
import { isWhole } from "../../support/whole-answer.ts";
import type { ApiObject } from "./controller-api.ts";
import type { ControllerProcess } from "./controller-process.ts";
import type { SaidEvent } from "./event-recorder.ts";
import { within } from "./within.ts";

/** Tries, the time one may take, and the first wait between them, which doubles: Flux's event recorder. */
const tries = 5;
const timeoutMs = 5_000;
const firstWaitMs = 1_000;

/**
 * Tells notification-controller, in the midst of the reconciliation, as Flux does: whoever listens to
 * nobody's answer costs the time of all tries. A failure is the log's alone.
 */
export async function postEvent(
  process: ControllerProcess,
  object: ApiObject,
  event: SaidEvent,
): Promise<void> {
  const { clock, flags, signal } = process;
  if (flags.eventsAddress === undefined) return;
  const body = JSON.stringify(bodyOf(process, object, event));
  for (let attempt = 1; ; attempt += 1) {
    const because = await post(process, flags.eventsAddress, body);
    if (because === undefined || signal.aborted) return;
    if (attempt >= tries) {
      process.log(`unable to send event to ${flags.eventsAddress}: ${because}`);
      return;
    }
    await clock.sleep(firstWaitMs * 2 ** (attempt - 1), signal).catch(() => {});
  }
}

/** What a retry may mend, in words; undefined for an answer, whatever it says, but for 5xx. */
async function post(
  process: ControllerProcess,
  url: string,
  body: string,
): Promise<string | undefined> {
  try {
    return await within(process, timeoutMs, async (signal) => {
      const headers = { "content-type": "application/json" };
      const response = await process.fetch(
        new PlainRequest(url, { method: "POST", headers, body, signal }),
      );
      // A body that came whole holds no connection open.
      await (isWhole(response) ? undefined : response.body?.cancel());
      return response.status >= 500 ? `status ${response.status}` : undefined;
    });
  } catch (error) {
    return (error as Error).message;
  }
}

function bodyOf(process: ControllerProcess, object: ApiObject, event: SaidEvent): object {
  const { apiVersion, kind } = object;
  const { namespace, name, uid, resourceVersion } = object.metadata;
  return {
    involvedObject: { kind, namespace, name, uid, apiVersion, resourceVersion },
    severity: event.type === "Warning" ? "error" : "info",
    timestamp: new Date(process.clock.epochMs()).toISOString(),
    message: event.message,
    reason: event.reason,
    ...(Object.keys(event.metadata ?? {}).length > 0 ? { metadata: event.metadata } : {}),
    reportingController: process.name,
    reportingInstance: process.name,
  };
}
