import { ageOf } from "./age.ts";
import type { Cell } from "./cell-of.ts";
import { at, numberAt, textAt } from "./fields.ts";

/** Of both groups' Events: what one calls `involvedObject` is the other's `regarding`. */
export const eventCells: Record<string, Cell> = {
  "Last Seen": (event, nowMs) => ageOf(lastSeen(event), nowMs),
  Type: (event) => textAt(event, "type") ?? "",
  Reason: (event) => textAt(event, "reason") ?? "",
  Object: (event) => {
    const kind = (textAt(regarding(event), "kind") ?? "").toLowerCase();
    const name = textAt(regarding(event), "name");
    return name === undefined ? kind : `${kind}/${name}`;
  },
  Subobject: (event) => textAt(regarding(event), "fieldPath") ?? "",
  Source: (event) => {
    const source = at(event, "source") ?? at(event, "deprecatedSource");
    const component =
      textAt(source, "component") ??
      textAt(event, "reportingComponent") ??
      textAt(event, "reportingController");
    const instance = textAt(source, "host") ?? textAt(event, "reportingInstance");
    return `${component ?? ""}${instance === undefined ? "" : `, ${instance}`}`;
  },
  Message: (event) => (textAt(event, "message") ?? textAt(event, "note") ?? "").trim(),
  "First Seen": (event, nowMs) => ageOf(firstSeen(event), nowMs),
  Count: (event) =>
    at(event, "series")
      ? numberAt(event, "series", "count")
      : numberAt(event, "count") || numberAt(event, "deprecatedCount") || 1,
};

function regarding(event: unknown): unknown {
  return at(event, "involvedObject") ?? at(event, "regarding");
}

function firstSeen(event: unknown): string | undefined {
  return (
    textAt(event, "firstTimestamp") ??
    textAt(event, "deprecatedFirstTimestamp") ??
    textAt(event, "eventTime")
  );
}

function lastSeen(event: unknown): string | undefined {
  if (at(event, "series")) return textAt(event, "series", "lastObservedTime");
  return (
    textAt(event, "lastTimestamp") ?? textAt(event, "deprecatedLastTimestamp") ?? firstSeen(event)
  );
}
