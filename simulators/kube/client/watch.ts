import type { Clock } from "../../../harness/core/clock.ts";
import { allDone } from "../../support/on-abort.ts";
import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ReadOptions } from "./kube-client.ts";
import { listObjects, type Selectors } from "./list.ts";
import { type Collection, pathOf } from "./paths.ts";
import type { Transport } from "./transport.ts";
import { watchLines } from "./watch-lines.ts";

export type Change =
  | { type: "added"; object: ApiObject }
  | { type: "modified"; object: ApiObject; old: ApiObject }
  /** The last state known. */
  | { type: "deleted"; object: ApiObject }
  /** All that a list held has been told. */
  | { type: "synced" };

export interface WatchOptions extends ReadOptions, Selectors {
  /** Told of every list and watch that failed; it is tried again. */
  onError?: ((error: unknown) => void) | undefined;
  /** What to keep of an object: what isn't needed costs memory for as long as it exists. */
  trim?: ((object: ApiObject) => ApiObject) | undefined;
}

export interface WatchContext {
  send: Transport;
  clock: Clock;
}

const backoffMsMin = 100;
const backoffMsMax = 10_000;
/** A watch that ended sooner without a word failed, whatever its status. */
const soonMs = 1_000;

/** See `KubeClient.watch`. */
export async function* watch(
  context: WatchContext,
  collection: Collection,
  options: WatchOptions,
): AsyncGenerator<Change, void> {
  const { clock } = context;
  const leaving = new AbortController();
  const signal = AbortSignal.any([leaving.signal, ...(options.signal ? [options.signal] : [])]);
  const known = new Map<string, ApiObject>();
  let resourceVersion: string | undefined;
  let backoffMs = backoffMsMin;
  try {
    while (!signal.aborted) {
      const beganMs = clock.nowMs();
      let heard = false;
      try {
        if (resourceVersion === undefined) {
          const list = await listObjects(context.send, collection, { ...options, signal });
          yield* relist(known, list.items.map(trimming(options)));
          yield { type: "synced" };
          resourceVersion = list.resourceVersion;
        }
        for await (const line of events(
          context,
          collection,
          { ...options, signal },
          resourceVersion,
        )) {
          heard = true;
          backoffMs = backoffMsMin;
          resourceVersion = line.object.metadata.resourceVersion ?? resourceVersion;
          if (line.type === "BOOKMARK") continue;
          const change = take(known, line.type === "DELETED", trimming(options)(line.object));
          if (change) yield change;
        }
        if (heard || clock.nowMs() - beganMs >= soonMs) continue;
      } catch (error) {
        if (signal.aborted) return;
        options.onError?.(error);
        if (error instanceof ApiError && error.status.code === 410) resourceVersion = undefined;
      }
      await clock.sleep(backoffMs, signal).catch(() => {});
      backoffMs = Math.min(2 * backoffMs, backoffMsMax);
    }
  } finally {
    leaving.abort(allDone);
  }
}

async function* events(
  { send }: WatchContext,
  collection: Collection,
  { labelSelector, fieldSelector, metadataOnly, signal }: WatchOptions,
  resourceVersion: string,
) {
  const query = {
    watch: true,
    allowWatchBookmarks: true,
    resourceVersion,
    labelSelector,
    fieldSelector,
  };
  const { body } = await send({
    method: "GET",
    path: pathOf(collection, query),
    signal,
    ...(metadataOnly ? { accept: partialWatch } : {}),
  });
  if (body) yield* watchLines(body);
}

const partialWatch =
  "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1;stream=watch,application/json";

/** What differs between the objects known and those a list has now. */
function* relist(known: Map<string, ApiObject>, items: ApiObject[]): Generator<Change> {
  const now = new Set(items.map(({ metadata }) => metadata.uid));
  // First, so that an object made anew under its name is never there twice.
  for (const [uid, object] of known) {
    if (now.has(uid)) continue;
    known.delete(uid);
    yield { type: "deleted", object };
  }
  for (const object of items) {
    const change = take(known, false, object);
    if (change) yield change;
  }
}

function take(known: Map<string, ApiObject>, gone: boolean, object: ApiObject): Change | undefined {
  const { uid = "", resourceVersion } = object.metadata;
  const old = known.get(uid);
  if (gone) {
    known.delete(uid);
    return old && { type: "deleted", object };
  }
  known.set(uid, object);
  if (!old) return { type: "added", object };
  if (old.metadata.resourceVersion === resourceVersion) return undefined;
  return { type: "modified", object, old };
}

function trimming({ trim }: WatchOptions): (object: ApiObject) => ApiObject {
  return trim ?? ((object) => object);
}
