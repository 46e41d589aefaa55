import type { ObjectReader } from "../model/access.ts";
import { qualified } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { GroupResource } from "../model/resource.ts";
import type { Change } from "./change-log.ts";
import { type Collection, type CollectionState, createCollection } from "./collection.ts";
import { countChars, storable } from "./request-size.ts";
import { shareFields } from "./shared-fields.ts";

/**
 * All objects, under one counter of revisions. Writes are synchronous and whole: whoever reads,
 * decides and writes without waiting in between needs no lock.
 */
export interface Store extends ObjectReader {
  /** The revision of the newest write to any resource. */
  readonly revision: number;
  collection(resource: GroupResource): Collection;
  /** Stores an object whose key is free. Returns it with its resourceVersion. @throws ApiError when it is too large. */
  create(resource: GroupResource, object: ApiObject): ApiObject;
  /** Stores a new state of an object that is there. @throws ApiError when it is too large. */
  replace(resource: GroupResource, object: ApiObject): ApiObject;
  /** Removes an object; watches see `last` with the deletion's resourceVersion. */
  remove(resource: GroupResource, last: ApiObject): ApiObject;
  /** Told of every change at once, in order, until the returned function is called. */
  subscribe(resource: GroupResource, listener: (change: Change) => void): () => void;
  /** Forgets how everything came to its newest state: older resourceVersions expire. */
  compact(): void;
  state(): StoreState;
}

/** What a store holds at one moment. Nothing changes it: any number of stores may begin with it. */
export interface StoreState {
  readonly revision: number;
  readonly collections: readonly (readonly [GroupResource, CollectionState])[];
}

export interface StoreOptions {
  /** How many changes a resource keeps at least, when it had that many and they aren't all too large. */
  historyLimit: number;
  /** What an object takes where it is stored in binary form; undefined where it is stored as JSON. */
  binaryBytes?: (object: ApiObject) => number | undefined;
  /** What it holds from the start; nothing unless told. */
  from?: StoreState;
}

type Listener = (change: Change) => void;

interface Kept {
  collection: Collection;
  listeners: Set<Listener>;
}

export function createStore(options: StoreOptions): Store {
  const { historyLimit, binaryBytes = () => undefined, from } = options;
  /** By resource, then group: a name of both would be put together anew for every look. */
  const kept = new Map<string, Map<string, Kept>>();
  // The first revision is 1 and no object carries it, so that "0" and "1" stay special.
  let revision = from?.revision ?? 1;

  const keep = ({ group, resource }: GroupResource, collection: Collection): Kept => {
    const made = { collection, listeners: new Set<Listener>() };
    kept.set(resource, (kept.get(resource) ?? new Map()).set(group, made));
    return made;
  };
  for (const [resource, state] of from?.collections ?? []) {
    keep(resource, createCollection(historyLimit, state));
  }
  const keptOf = (resource: GroupResource): Kept =>
    kept.get(resource.resource)?.get(resource.group) ??
    keep(resource, createCollection(historyLimit));
  const collection = (resource: GroupResource) => keptOf(resource).collection;
  const write = (resource: GroupResource, type: Change["type"], given: ApiObject) => {
    const { namespace, name } = given.metadata;
    const { collection: held, listeners } = keptOf(resource);
    const previous = held.get(namespace, name);
    if ((previous === undefined) !== (type === "ADDED")) {
      throw new Error(`${type} of ${qualified(resource)} ${namespace}/${name} meets another state`);
    }
    const chars = countChars(given);
    const isNew = type === "ADDED";
    const sized = { resource, object: given, chars, isNew, binaryBytes };
    const whole = type === "DELETED" ? given : storable(sized);
    revision += 1;
    const metadata = { ...whole.metadata, resourceVersion: String(revision) };
    if (metadata.managedFields) metadata.managedFields = shareFields(metadata.managedFields);
    const object = { ...whole, metadata };
    const change: Change = { type, revision, object, chars, ...(previous ? { previous } : {}) };
    held.apply(change);
    for (const listener of [...listeners]) listener(change);
    return object;
  };
  return {
    get revision() {
      return revision;
    },
    collection,
    get: (resource, namespace, name) => collection(resource).get(namespace, name),
    list: (resource, namespace) => {
      const held = collection(resource);
      // What admission looks for is mostly not there.
      return held.size === 0 ? [] : [...held.all(namespace)];
    },
    create: (resource, object) => write(resource, "ADDED", object),
    replace: (resource, object) => write(resource, "MODIFIED", object),
    remove: (resource, last) => write(resource, "DELETED", last),
    subscribe(resource, listener) {
      const { listeners } = keptOf(resource);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    compact() {
      for (const groups of kept.values()) {
        for (const { collection } of groups.values()) collection.log.compact(revision);
      }
    },
    state: () => ({
      revision,
      collections: [...kept].flatMap(([resource, groups]) =>
        [...groups].map(
          ([group, { collection }]) => [{ group, resource }, collection.state()] as const,
        ),
      ),
    }),
  };
}
