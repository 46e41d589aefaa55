import { groupOf } from "./context.ts";

/** An event as the controllers post it and Providers are sent it; fields in the order they are written. */
export interface FluxEvent {
  involvedObject: {
    kind?: string;
    namespace?: string;
    name?: string;
    uid?: string;
    apiVersion?: string;
    resourceVersion?: string;
  };
  severity: string;
  timestamp: string | null;
  message: string;
  reason: string;
  metadata?: Record<string, string>;
  reportingController: string;
  reportingInstance?: string;
}

const eventGroup = "event.toolkit.fluxcd.io";

/**
 * Reads what a controller posted, without the metadata that nobody is told: what has neither the
 * object's group nor that of events before it, checksums and digests.
 * @throws an error for what is no event.
 */
export function parseEvent(text: string): FluxEvent {
  const posted = JSON.parse(text) as Partial<FluxEvent> | null;
  if (typeof posted !== "object" || Array.isArray(posted)) throw new Error("json: not an object");
  const event: FluxEvent = {
    involvedObject: posted?.involvedObject ?? {},
    severity: posted?.severity ?? "",
    timestamp: posted?.timestamp ?? null,
    message: posted?.message ?? "",
    reason: posted?.reason ?? "",
    metadata: posted?.metadata ?? {},
    reportingController: posted?.reportingController ?? "",
    ...(posted?.reportingInstance ? { reportingInstance: posted.reportingInstance } : {}),
  };
  const group = groupOfEvent(event);
  const hidden = [`${group}/checksum`, `${group}/digest`];
  const kept = Object.entries(event.metadata ?? {}).filter(
    ([key]) =>
      !hidden.includes(key.toLowerCase()) &&
      (key.startsWith(`${eventGroup}/`) || key.startsWith(`${group}/`)),
  );
  return { ...event, metadata: Object.fromEntries(kept) };
}

/** The event without what only deduplication is meant to see. */
export function withoutToken(event: FluxEvent): FluxEvent {
  const { [metadataKey(event, "token")]: _, ...metadata } = event.metadata ?? {};
  return { ...event, metadata };
}

/** `GitRepository/NAMESPACE/NAME` */
export function involvedIn({ involvedObject: { kind, namespace, name } }: FluxEvent): string {
  return `${kind ?? ""}/${namespace ?? ""}/${name ?? ""}`;
}

/** Where controllers put metadata of an object: under its group. */
export function metadataKey(event: FluxEvent, name: string): string {
  return `${groupOfEvent(event)}/${name}`;
}

/**
 * The event as an Alert has it told, its metadata named without groups. What an Alert says goes over
 * annotations of the object, what the controller says over both.
 */
export function eventForAlert(
  event: FluxEvent,
  { eventMetadata, summary }: { eventMetadata?: Record<string, string>; summary?: string },
): { event: FluxEvent; conflicts: string[] } {
  const bare = (prefix: string) =>
    Object.entries(event.metadata ?? {})
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value] as const);
  const said = [
    ...bare(`${eventGroup}/`),
    ...Object.entries(eventMetadata ?? {}),
    ...(summary ? [["summary", summary] as const] : []),
    ...bare(`${groupOfEvent(event)}/`),
  ];
  const keys = said.map(([key]) => key);
  const conflicts = [...new Set(keys.filter((key, at) => keys.indexOf(key) !== at))].sort();
  if (said.length === 0) return { event, conflicts };
  return { event: { ...event, metadata: Object.fromEntries(said) }, conflicts };
}

/** The body that Providers are sent: maps in the order of their keys, nothing empty but the required. */
export function eventBody({ metadata = {}, ...event }: FluxEvent): string {
  const { reportingController, reportingInstance, ...first } = event;
  const sorted = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({
    ...first,
    ...(sorted.length > 0 ? { metadata: Object.fromEntries(sorted) } : {}),
    reportingController,
    ...(reportingInstance ? { reportingInstance } : {}),
  });
}

function groupOfEvent({ involvedObject }: FluxEvent): string {
  return groupOf(involvedObject.apiVersion ?? "");
}
