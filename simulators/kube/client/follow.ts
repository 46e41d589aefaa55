import { allDone } from "../../support/on-abort.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Collection } from "./paths.ts";
import { type Change, type WatchContext, type WatchOptions, watch } from "./watch.ts";

export interface FollowOptions extends WatchOptions {
  /** Called once the cache has the change. What it throws goes to `onError`. */
  onChange?: ((change: Change) => void) | undefined;
}

/** A cache of a collection, kept in step with the server. Disposing it ends its watch. */
export interface Follower extends AsyncDisposable {
  /** Resolves once it holds what the server had when it began; rejects when it is ended before. */
  synced: Promise<void>;
  isSynced(): boolean;
  get(namespace: string | undefined, name: string): ApiObject | undefined;
  list(namespace?: string): ApiObject[];
}

/** See `KubeClient.follow`. */
export function follow(
  context: WatchContext,
  collection: Collection,
  options: FollowOptions,
): Follower {
  const leaving = new AbortController();
  const signal = AbortSignal.any([leaving.signal, ...(options.signal ? [options.signal] : [])]);
  const objects = new Map<string, ApiObject>();
  const synced = Promise.withResolvers<void>();
  // Whoever doesn't ask isn't told.
  synced.promise.catch(() => {});
  let isSynced = false;
  const ended = run();
  return {
    synced: synced.promise,
    isSynced: () => isSynced,
    get: (namespace, name) => objects.get(keyOf(namespace, name)),
    list: (namespace) =>
      [...objects.values()].filter(
        ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
      ),
    async [Symbol.asyncDispose]() {
      leaving.abort(allDone);
      await ended;
    },
  };

  async function run(): Promise<void> {
    for await (const change of watch(context, collection, { ...options, signal })) {
      if (change.type === "synced") isSynced = true;
      else store(change);
      try {
        options.onChange?.(change);
      } catch (error) {
        options.onError?.(error);
      }
      if (change.type === "synced") synced.resolve();
    }
    synced.reject(signal.reason);
  }

  function store({ type, object }: Exclude<Change, { type: "synced" }>): void {
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    if (type === "deleted") objects.delete(key);
    else objects.set(key, object);
  }
}

/** `namespace/name`, or the name alone of what is cluster-scoped. */
export function keyOf(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
