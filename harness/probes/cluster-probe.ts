import type { Clock } from "../core/clock.ts";
import { type HistoryEntry, type ObjectRef, type Recorder, watchGapNote } from "../core/history.ts";
import type { ClusterClient, WatchedObject } from "../environments/cluster-client.ts";
import type { FollowableKind } from "../scenario/kinds.ts";
import { maskSecrets } from "./mask-secrets.ts";
import { objectState, ownerOf, releaseOf } from "./object-state.ts";
import { type WatchChange, type WatchRequest, watchResource } from "./watch.ts";

export interface ClusterProbeRequest {
  client: ClusterClient;
  namespace: string;
  /** What is followed, besides Events. */
  kinds: readonly FollowableKind[];
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

/** Told of every object besides. */
const events = { apiVersion: "v1", kind: "Event" };

/** Of users' objects only those that a Kustomization applied or a HelmRelease installed are followed. */
function isManaged(object: WatchedObject): boolean {
  return ownerOf(object) !== undefined || releaseOf(object) !== undefined;
}

/**
 * Records every change of state in a namespace from watches, stamped on arrival.
 * Resolves once the watches stand; `failure` rejects when one of them can't go on.
 */
export async function startClusterProbe(
  request: ClusterProbeRequest,
): Promise<{ failure: Promise<void> }> {
  const { recorder, clock } = request;
  const last = new Map<string, string>();
  const watches = await Promise.all([
    ...request.kinds.map((followed) =>
      watch(followed, (change, object) => {
        const known = last.has(object.metadata.uid);
        if (followed.of === "flux" || known || isManaged(object)) {
          recordObject(followed, change, object);
        }
      }),
    ),
    watch(events, (change, object) => recordEvent(change, object as EventObject)),
  ]);
  const failure = Promise.all(watches.map((watch) => watch.ended)).then(() => {});
  // It may reject before the caller has come to look at it.
  failure.catch(() => {});
  return { failure };

  function watch(
    { apiVersion, kind }: { apiVersion: string; kind: string },
    onChange: WatchRequest["onChange"],
  ) {
    return watchResource({
      ...request,
      ...{ apiVersion, kind, onChange },
      onGap: (why) => recorder.record({ type: "note", text: `${watchGapNote}${why}` }),
    });
  }

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
      message: maskSecrets(event.message ?? ""),
      count: event.count ?? 1,
      reporter: event.reportingComponent || event.source?.component || "",
    });
  }
}
