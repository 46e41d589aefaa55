import { writeObject } from "../definitions/read-object.ts";
import type { Status } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Change } from "../store/change-log.ts";
import type { Call, Registry } from "./call.ts";
import { groupVersion } from "./conversion.ts";
import { expired, storageOf, tooLarge } from "./errors.ts";
import type { ListOptions } from "./list-options.ts";
import { selection } from "./selection.ts";

export type WatchEvent =
  | { type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK"; object: ApiObject }
  | { type: "ERROR"; object: Status };

export interface WatchRequest {
  registry: Registry;
  call: Call;
  options: ListOptions;
  /** Told at once, in order; objects as they are stored. */
  send(event: WatchEvent): void;
}

/** What goes on after the events that were due at once. */
export interface Watching {
  /** Sends a bookmark at the newest revision, if the client takes bookmarks. */
  bookmark(): void;
  stop(): void;
}

/**
 * Sends what the client has yet to see and then every change, until stopped. Returns nothing when the
 * watch ended with an error event. @throws ApiError Timeout when the state asked for is yet to come.
 */
export function watch(request: WatchRequest): Watching | undefined {
  const { registry, call, options, send } = request;
  const { store } = registry;
  const storage = storageOf(call.target.definition);
  const collection = store.collection(storage);
  const selected = selection(call);
  const since = options.resourceVersion ?? 0;
  const initial = options.sendInitialEvents ?? since === 0;
  if (initial && since > store.revision) throw tooLarge(since, store.revision);
  const offer = (change: Change) => {
    const now = change.type !== "DELETED" && selected(change.object);
    const before = change.previous !== undefined && selected(change.previous);
    if (now) send({ type: before ? "MODIFIED" : "ADDED", object: change.object });
    else if (before) send({ type: "DELETED", object: left(change) });
  };
  const bookmark = (annotations?: Record<string, string>) => {
    if (options.allowWatchBookmarks) {
      send({ type: "BOOKMARK", object: bookmarkOf(call, store.revision, annotations) });
    }
  };
  if (initial) {
    for (const object of collection.all(call.target.namespace)) {
      if (selected(object)) send({ type: "ADDED", object });
    }
    if (options.sendInitialEvents) bookmark({ "k8s.io/initial-events-end": "true" });
  } else if (since > 0) {
    const missed = collection.log.since(since);
    if (!missed) {
      const error = expired(`too old resource version: ${since} (${store.revision})`);
      send({ type: "ERROR", object: error.status });
      return undefined;
    }
    missed.forEach(offer);
  }
  const stop = store.subscribe(storage, (change) => {
    if (change.revision > since) offer(change);
  });
  return { bookmark: () => bookmark(), stop };
}

/** What a watch is told of an object that is gone, or no longer selected: its last selected state. */
function left({ type, object, previous, revision }: Change): ApiObject {
  if (type === "DELETED" || !previous) return object;
  const metadata = { ...previous.metadata, resourceVersion: String(revision) };
  return { ...previous, metadata };
}

function bookmarkOf(
  { target }: Call,
  revision: number,
  annotations: Record<string, string> | undefined,
): ApiObject {
  const metadata = { resourceVersion: String(revision), ...(annotations ? { annotations } : {}) };
  const bookmark = {
    kind: target.definition.kind,
    apiVersion: groupVersion(target.definition.group, target.version.name),
    // Bookmarks name no object.
    metadata: metadata as ApiObject["metadata"],
  };
  // A struct of Go shows the fields that are never left out.
  return target.definition.custom ? bookmark : writeObject(target.version, bookmark);
}
