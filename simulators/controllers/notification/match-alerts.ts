import { RE2JS } from "re2js";
import type { ApiObject } from "../runtime/controller-api.ts";
import { hasLabels, type NotificationContext, type ObjectReference } from "./context.ts";
import { type FluxEvent, involvedIn } from "./flux-event.ts";

export interface AlertSpec {
  providerRef: { name: string };
  eventSources: ObjectReference[];
  /** `info` takes all, for events of less weight aren't sent. */
  eventSeverity?: string;
  eventMetadata?: Record<string, string>;
  summary?: string;
  inclusionList?: string[];
  exclusionList?: string[];
  suspend?: boolean;
}

/** The Alerts that ask for an event. */
export async function alertsFor(
  context: NotificationContext,
  event: FluxEvent,
): Promise<ApiObject[]> {
  const found: ApiObject[] = [];
  for (const alert of context.alerts.list()) {
    const spec = alert.spec as AlertSpec;
    if (spec.suspend) continue;
    if (!(await matchesSources(context, event, alert))) continue;
    const { inclusionList = [], exclusionList = [] } = spec;
    const isIncluded =
      inclusionList.length === 0 || (await matchesAny(context, event, alert, "inclusion"));
    if (!isIncluded) continue;
    if (exclusionList.length > 0 && (await matchesAny(context, event, alert, "exclusion")))
      continue;
    found.push(alert);
  }
  return found;
}

async function matchesSources(
  context: NotificationContext,
  event: FluxEvent,
  alert: ApiObject,
): Promise<boolean> {
  if (context.process.has("alert-takes-every-source")) return true;
  for (const source of (alert.spec as AlertSpec).eventSources) {
    if (await matchesSource(context, event, alert, source)) return true;
  }
  return false;
}

async function matchesSource(
  { metadata, events, process }: NotificationContext,
  event: FluxEvent,
  alert: ApiObject,
  source: ObjectReference,
): Promise<boolean> {
  const { kind = "", name = "", namespace = "", apiVersion = "" } = event.involvedObject;
  const { eventSeverity = "info" } = alert.spec as AlertSpec;
  if (namespace !== (source.namespace || alert.metadata.namespace) || kind !== source.kind) {
    return false;
  }
  if (event.severity !== eventSeverity && eventSeverity !== "info") return false;
  if (source.name !== "*" && source.name !== name) return false;
  if (!source.matchLabels) return true;
  const object = await metadata.get({ apiVersion, kind }, namespace, name).catch(() => undefined);
  if (object) return hasLabels(object.metadata.labels, source.matchLabels);
  process.log("error getting the involved object");
  const message = `error getting source object ${involvedIn(event)}`;
  await events.say(alert, { type: "Warning", reason: "SourceFetchFailed", message });
  return false;
}

/** Whether the message matches any expression of the list, in RE2's syntax; those that aren't any are told. */
async function matchesAny(
  { events, process }: NotificationContext,
  { message: text }: FluxEvent,
  alert: ApiObject,
  list: "inclusion" | "exclusion",
): Promise<boolean> {
  for (const expression of (alert.spec as AlertSpec)[`${list}List`] ?? []) {
    try {
      if (RE2JS.compile(expression).matcher(text).find()) return true;
    } catch {
      const message = `failed to compile ${list} regex: ${expression}`;
      process.log(message);
      await events.say(alert, { type: "Warning", reason: "InvalidConfig", message });
    }
  }
  return false;
}
