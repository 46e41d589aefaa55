import { writeObject } from "../definitions/read-object.ts";
import type { Status } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Change } from "../store/change-log.ts";
import { learnerOf } from "./ask-webhooks.ts";
import type { Call, Registry } from "./call.ts";
import { groupVersion, inVersion } from "./conversion.ts";
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
  /** Told in order, and at once unless a webhook has to be asked first; objects that `inVersion` can show. */
  send(event: WatchEvent): void;
  /** Nothing more is to come: a webhook failed. */
  end?(): void;
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
  const { definition, version } = call.target;
  /** Selectors are of the version that is watched. */
  const isSelected = (object: ApiObject) =>
    selected(selected.everything ? object : inVersion(object, definition, version));
  const { waits, later, close } = inTurn(request);
  const tell = (change: Change) => {
    const { object, previous } = change;
    const now = change.type !== "DELETED" && isSelected(object);
    const before = previous !== undefined && isSelected(previous);
    if (now) send({ type: before ? "MODIFIED" : "ADDED", object });
    else if (before) send({ type: "DELETED", object: left(change, call) });
  };
  const offer = (change: Change) => {
    const { object, previous } = change;
    if (waits) later(previous ? [object, previous] : [object], () => tell(change));
    else tell(change);
  };
  const bookmark = (annotations?: Record<string, string>) => {
    if (!options.allowWatchBookmarks) return;
    const object = bookmarkOf(call, store.revision, annotations);
    later([], () => send({ type: "BOOKMARK", object }));
  };
  if (initial) {
    for (const object of collection.all(call.target.namespace)) {
      later([object], () => {
        if (isSelected(object)) send({ type: "ADDED", object });
      });
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
  return {
    bookmark: () => bookmark(),
    stop() {
      close();
      stop();
    },
  };
}

/** Does one thing after the other: at once, unless a webhook has to be asked about objects first. */
function inTurn({ registry, call, end }: WatchRequest) {
  const { definition, version } = call.target;
  const learn = learnerOf(registry, definition);
  let closed = false;
  let turn = Promise.resolve();
  const fail = () => {
    if (!closed) end?.();
  };
  return {
    waits: learn !== undefined,
    later(objects: readonly ApiObject[], act: () => void): void {
      if (!learn) {
        act();
        return;
      }
      turn = turn
        .then(() => (closed ? undefined : learn(objects, version)))
        .then(() => {
          if (!closed) act();
        });
      turn.catch(fail);
    },
    close() {
      closed = true;
    },
  };
}

/** What a watch is told of an object that is gone, or no longer selected: its last selected state. */
function left({ type, object, previous, revision }: Change, { target }: Call): ApiObject {
  if (type === "DELETED" || !previous) return object;
  const shown = inVersion(previous, target.definition, target.version);
  return { ...shown, metadata: { ...shown.metadata, resourceVersion: String(revision) } };
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
