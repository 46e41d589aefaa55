import type { HistoryEntry, ObjectRef } from "../../core/history.ts";
import { type Element, elementKey } from "./element.ts";
import { messageNormaliser } from "./normalise.ts";

/** What an object is known by; without `apiVersion` where the history has none. */
export type TracedObject = ObjectRef & { apiVersion?: string };

/** Elements that came with one write; their order says nothing. */
export type Moment = readonly Element[];

/**
 * What a run showed of one object, times left out. `states` (conditions, making and deletion) and
 * `events` come from two watches, one of which may overtake the other: there is no order between them.
 */
export interface ObjectTrace {
  object: TracedObject;
  states: Moment[];
  events: Moment[];
}

/** What a run showed, by `objectKey`. */
export type Trace = ReadonlyMap<string, ObjectTrace>;

export function objectKey({ apiVersion = "", kind, namespace, name }: TracedObject): string {
  return JSON.stringify([kind, namespace, name, apiVersion]);
}

/** Whether the history tells the API version of every object; those of earlier versions don't. */
export function tellsApiVersions(history: readonly HistoryEntry[]): boolean {
  return history.every(
    (entry) =>
      (entry.type !== "kube.object" || entry.apiVersion !== undefined) &&
      (entry.type !== "kube.event" || entry.involved.apiVersion !== undefined),
  );
}

/** @param apiVersions whether objects are told apart by them too; only if all histories compared have them. */
export function traceOf(
  history: readonly HistoryEntry[],
  { apiVersions }: { apiVersions: boolean },
): Trace {
  const normalise = messageNormaliser(history);
  const objects = new Map<string, ObjectTrace>();
  const shown = new Map<ObjectTrace, Map<string, Element>>();
  for (const entry of history) {
    if (entry.type === "kube.object") {
      const trace = traceOfObject(entry);
      const before = shown.get(trace) ?? new Map<string, Element>();
      const after = entry.change === "deleted" ? new Map<string, Element>() : conditions(entry);
      shown.set(trace, after);
      const moment =
        entry.change === "deleted" ? [life("deleted")] : [...madeBy(entry), ...news(before, after)];
      if (moment.length > 0) trace.states.push(moment);
    } else if (entry.type === "kube.event") {
      // The API lets an Event go without a message.
      const { kind: type, reason = "", message = "" } = entry;
      const element: Element = { of: "event", type, reason, message: normalise(message) };
      pushUnlessRepeated(traceOfObject(entry.involved).events, element);
    }
  }
  return objects;

  function traceOfObject({ apiVersion, kind, namespace, name }: TracedObject): ObjectTrace {
    const versioned = apiVersions && apiVersion !== undefined ? { apiVersion } : {};
    const object = { ...versioned, kind, namespace, name };
    const key = objectKey(object);
    const trace = objects.get(key) ?? { object, states: [], events: [] };
    objects.set(key, trace);
    return trace;
  }

  function conditions({ state }: ObjectEntry): Map<string, Element> {
    return new Map(
      (state.conditions ?? []).map(({ type, status, reason, message }) => [
        type,
        { of: "condition", type, status, reason, message: normalise(message) },
      ]),
    );
  }
}

type ObjectEntry = Extract<HistoryEntry, { type: "kube.object" }>;

function madeBy({ change }: ObjectEntry): Element[] {
  return change === "added" ? [life("added")] : [];
}

function life(change: "added" | "deleted"): Element {
  return { of: "object", change };
}

/** The conditions that a write brought, changed or took away. */
function news(before: Map<string, Element>, after: Map<string, Element>): Element[] {
  const changed = [...after].filter(([type, element]) => {
    const earlier = before.get(type);
    return earlier === undefined || elementKey(earlier) !== elementKey(element);
  });
  const gone = [...before.keys()].filter((type) => !after.has(type));
  return [
    ...changed.map(([, element]) => element),
    ...gone.map(
      (type): Element => ({ of: "condition", type, status: "removed", reason: "", message: "" }),
    ),
  ];
}

function pushUnlessRepeated(moments: Moment[], element: Element): void {
  const last = moments.at(-1)?.[0];
  if (last === undefined || elementKey(last) !== elementKey(element)) moments.push([element]);
}
