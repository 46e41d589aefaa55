import { type ApiObject, statusOf } from "./controller-api.ts";
import { type ControllerProcess, timestamp } from "./controller-process.ts";
import { createEventCorrelator } from "./event-correlator.ts";
import { postEvent } from "./post-event.ts";

/** An Event as a reconciler says it. `trace` becomes a Normal Event and is told nobody else. */
export interface SaidEvent {
  type: "Normal" | "Warning" | "trace";
  reason: string;
  message: string;
  /** What notification-controller is told beside it: `revision`, `digest`, with their group's prefix. */
  metadata?: Record<string, string>;
}

/** Sends Events to the API server, behind everything else, and to notification-controller at once. */
export interface EventRecorder {
  /** Resolves once notification-controller took it or five tries have failed, as in Flux. */
  say(object: ApiObject, event: SaidEvent): Promise<void>;
}

export function createEventRecorder(process: ControllerProcess): EventRecorder {
  const { api, clock, signal } = process;
  const correlate = createEventCorrelator(clock);
  let sent = Promise.resolve();
  let made = 0;

  return {
    async say(object, said) {
      const event = { ...said, metadata: metadataOf(object, said) };
      const at = timestamp(clock.epochMs());
      sent = sent.then(() => send(object, event, at)).catch(() => {});
      if (event.type !== "trace") await postEvent(process, object, event);
    },
  };

  async function send(
    object: ApiObject,
    event: SaidEvent & { metadata: Record<string, string> },
    at: string,
  ): Promise<void> {
    if (signal.aborted) return;
    const type = event.type === "Warning" ? "Warning" : "Normal";
    const said = { type, reason: event.reason, message: event.message } as const;
    const { namespace = "default", name, uid, resourceVersion } = object.metadata;
    const correlated = correlate({ ...said, key: `${object.kind}/${namespace}/${name}/${uid}` });
    if (!correlated) return;
    const { known, count, firstAt, message } = correlated.at(at);
    const collection = { apiVersion: "v1", resource: "events", namespace };
    if (known !== undefined) {
      const patch = { count, lastTimestamp: at, message };
      try {
        await api.patch({ ...collection, name: known }, { type: "strategic", patch }, { signal });
        return;
      } catch (error) {
        if (statusOf(error)?.reason !== "NotFound") throw error;
      }
    }
    made += 1;
    // client-go's names end in the moment in hexadecimal nanoseconds.
    const nanoseconds = BigInt(Math.round(clock.epochMs() * 1000)) * 1000n + BigInt(made % 1000);
    const eventName = `${name}.${nanoseconds.toString(16)}`;
    await api.create(
      collection,
      {
        apiVersion: "v1",
        kind: "Event",
        metadata: {
          ...{ name: eventName, namespace },
          ...(Object.keys(event.metadata).length > 0 ? { annotations: event.metadata } : {}),
        },
        involvedObject: {
          ...{ apiVersion: object.apiVersion, kind: object.kind, namespace, name },
          ...{ uid, resourceVersion },
        },
        ...{ type: said.type, reason: said.reason, message },
        ...{ count, firstTimestamp: firstAt, lastTimestamp: at },
        source: { component: process.name },
        reportingComponent: process.name,
        reportingInstance: "",
      },
      { signal },
    );
    correlated.named(eventName);
  }
}

const eventAnnotations = "event.toolkit.fluxcd.io/";

/** With what the object's own annotations have for its Events. */
function metadataOf(object: ApiObject, event: SaidEvent): Record<string, string> {
  const own = Object.entries(object.metadata.annotations ?? {}).filter(([name]) =>
    name.startsWith(eventAnnotations),
  );
  return { ...event.metadata, ...Object.fromEntries(own) };
}
