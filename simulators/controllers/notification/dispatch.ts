import type { ApiObject } from "../runtime/controller-api.ts";
import { durationMs } from "../runtime/duration.ts";
import { describe } from "../runtime/start-controller.ts";
import { within } from "../runtime/within.ts";
import type { NotificationContext } from "./context.ts";
import { eventBody, eventForAlert, type FluxEvent, involvedIn } from "./flux-event.ts";
import type { AlertSpec } from "./match-alerts.ts";
import { type ProviderSpec, type Sender, senderOf } from "./provider.ts";
import { retryingPost } from "./retrying-post.ts";

/** Within this, an event posted is to be on its way. */
const prepareMs = 15_000;
const defaultTimeout = "15s";

/**
 * Sends an event to the Provider of an Alert. Resolves once it is known how; the sending itself goes on
 * in the background until it succeeds or the Provider's time-out ends it. Failures are told on the Alert.
 */
export async function dispatch(
  context: NotificationContext,
  event: FluxEvent,
  alert: ApiObject,
): Promise<void> {
  const { process } = context;
  try {
    const plan = await within(process, prepareMs, () => prepare(context, event, alert));
    if (!plan) return;
    const failed = `failed to send notification for ${involvedIn(event)}`;
    const sending = send(context, plan).catch((error) =>
      tell(context, alert, `${failed}: ${describe(error)}`),
    );
    if (process.has("dispatch-blocks-sender")) await sending;
  } catch (error) {
    const failed = `failed to dispatch notification for ${involvedIn(event)}`;
    await tell(context, alert, `${failed}: ${describe(error)}`);
  }
}

interface Plan {
  event: FluxEvent;
  sender: Sender;
  timeoutMs: number;
}

/** Undefined where the Provider is suspended. @throws an error in notification-controller's words. */
async function prepare(
  context: NotificationContext,
  event: FluxEvent,
  alert: ApiObject,
): Promise<Plan | undefined> {
  const spec = alert.spec as AlertSpec;
  const { name } = spec.providerRef;
  const provider = context.providers.get(alert.metadata.namespace, name);
  if (!provider) {
    const absent = `Provider.notification.toolkit.fluxcd.io "${name}" not found`;
    throw new Error(`failed to read provider: ${absent}`);
  }
  const { suspend, timeout = defaultTimeout } = provider.spec as ProviderSpec;
  if (suspend) return undefined;
  const { event: told, conflicts } = eventForAlert(event, spec);
  if (conflicts.length > 0) {
    const docs = "please refer to the Alert API docs and Flux RFC 0008 for more information";
    const message = `metadata key conflicts detected (${docs})`;
    await context.events.say(alert, { type: "Warning", reason: "MetadataAppendFailed", message });
  }
  try {
    const sender = await senderOf(context.process, provider);
    return { event: told, sender, timeoutMs: durationMs(timeout) };
  } catch (error) {
    const because = describe(error);
    throw new Error(`failed to initialize notifier for provider '${name}': ${because}`);
  }
}

async function send(
  { process }: NotificationContext,
  { event, sender, timeoutMs }: Plan,
): Promise<void> {
  const body = eventBody(event);
  const headers = { "content-type": "application/json", ...sender.headers(event, body) };
  try {
    await within(process, timeoutMs, (signal) =>
      retryingPost(process, { url: sender.url, headers, body, signal }),
    );
  } catch (error) {
    process.signal.throwIfAborted();
    throw new Error(sender.masked(`postMessage failed: ${describe(error)}`));
  }
}

async function tell(
  { process, events }: NotificationContext,
  alert: ApiObject,
  message: string,
): Promise<void> {
  if (process.signal.aborted) return;
  process.log(message);
  if (process.has("dispatch-failure-not-told")) return;
  await events.say(alert, { type: "Warning", reason: "NotificationDispatchFailed", message });
}
