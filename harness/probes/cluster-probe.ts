import type { Clock } from "../core/clock.ts";
import { type HistoryEntry, type ObjectRef, type Recorder, watchGapNote } from "../core/history.ts";
import type { ClusterClient, WatchedObject } from "../environments/cluster-client.ts";
import { objectState } from "./object-state.ts";
import { type WatchChange, watchResource } from "./watch.ts";

export interface ClusterProbeRequest {
  client: ClusterClient;
  namespace: string;
  recorder: Recorder;
  clock: Clock;
  /** Ends the watches. */
  signal: AbortSignal;
}

interface EventObject extends WatchedObject {
  involvedObject: ObjectRef & { apiVersion?: string };
  type: "Normal" | "Warning";
  reason?: string;
  message?: string;
  count?: number;
  source?: { component?: string };
  reportingComponent?: string;
}

/** Objects the probe follows: Flux's own, what a Kustomization applied, and Events. */
const followed = [
  { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository" },
  { apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization" },
  { apiVersion: "v1", kind: "ConfigMap", labelSelector: "kustomize.toolkit.fluxcd.io/name" },
  { apiVersion: "v1", kind: "Event" },
];

/**
 * Records every change of state in a namespace from watches, stamped on arrival.
 * Resolves once the watches stand; `failure` rejects when one of them can't go on.
 */
export async function startClusterProbe(
  request: ClusterProbeRequest,
): Promise<{ failure: Promise<void> }> {
  const { recorder, clock } = request;
  const last = new Map<string, string>();
  const watches = await Promise.all(
    followed.map(({ kind, ...resource }) =>
      watchResource({
        ...request,
        ...resource,
        kind,
        onChange: (change, object) =>
          kind === "Event"
            ? recordEvent(change, object as EventObject)
            : recordObject({ kind, apiVersion: resource.apiVersion }, change, object),
        onGap: (why) => recorder.record({ type: "note", text: `${watchGapNote}${why}` }),
      }),
    ),
  );
  const failure = Promise.all(watches.map((watch) => watch.ended)).then(() => {});
  // It may reject before the caller has come to look at it.
  failure.catch(() => {});
  return { failure };

  function recordObject(
    { kind, apiVersion }: { kind: string; apiVersion: string },
    change: WatchChange,
    object: WatchedObject,
  ): HistoryEntry | undefined {
    const { uid, resourceVersion, name, namespace = "" } = object.metadata;
    const state = objectState(kind, object);
    // Writes that change nothing a checker reads (timestamps, history) are left out.
    const fingerprint = JSON.stringify(state);
    if (change === "modified" && last.get(uid) === fingerprint) return undefined;
    if (change === "deleted") last.delete(uid);
    else last.set(uid, fingerprint);
    const identity = { apiVersion, kind, namespace, name };
    return recorder.record(
      { type: "kube.object", change, ...identity, uid, resourceVersion, state },
      clock.nowMs(),
    );
  }

  function recordEvent(change: WatchChange, event: EventObject): void {
    if (change === "deleted") return;
    const { apiVersion, kind, namespace = "", name } = event.involvedObject;
    const versioned = apiVersion === undefined ? {} : { apiVersion };
    recorder.record({
      type: "kube.event",
      involved: { ...versioned, kind, namespace, name },
      kind: event.type,
      reason: event.reason ?? "",
      message: event.message ?? "",
      count: event.count ?? 1,
      reporter: event.reportingComponent || event.source?.component || "",
    });
  }
}
