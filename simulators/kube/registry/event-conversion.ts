import type { ApiObject } from "../model/api-object.ts";

/** Fields of `events.k8s.io` Events and their names in the core group. */
const names = [
  ["regarding", "involvedObject"],
  ["note", "message"],
  ["reportingController", "reportingComponent"],
  ["deprecatedSource", "source"],
  ["deprecatedFirstTimestamp", "firstTimestamp"],
  ["deprecatedLastTimestamp", "lastTimestamp"],
  ["deprecatedCount", "count"],
] as const;

/** An Event of `events.k8s.io` with the fields of the core group. */
export function asCoreEvent(event: ApiObject): ApiObject {
  return renamed(event, new Map(names));
}

export function asNewEvent(event: ApiObject): ApiObject {
  return renamed(event, new Map(names.map(([own, core]) => [core, own])));
}

function renamed(event: ApiObject, to: ReadonlyMap<string, string>): ApiObject {
  const fields = Object.entries(event).map(([name, value]) => [to.get(name) ?? name, value]);
  return Object.fromEntries(fields) as ApiObject;
}
