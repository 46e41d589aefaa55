import type { ApiObject } from "../model/api-object.ts";
import { type Change, type ChangeLog, type ChangeLogState, createChangeLog } from "./change-log.ts";

/** The objects of one resource: their newest state in key order, and how they came to it. */
export interface Collection {
  get(namespace: string | undefined, name: string): ApiObject | undefined;
  size: number;
  /** Of one namespace or all. */
  sizeOf(namespace?: string): number;
  apply(change: Change): void;
  log: ChangeLog;
  /** Objects in the order of their keys, of one namespace or all. */
  all(namespace?: string): Iterable<ApiObject>;
  /** As `all`, but as it was at `revision`; undefined when the log doesn't reach back that far. */
  allAt(revision: number, namespace?: string): Iterable<ApiObject> | undefined;
  state(): CollectionState;
}

/** What a collection holds at one moment, for others to begin with. */
export interface CollectionState {
  readonly size: number;
  readonly log: ChangeLogState;
  readonly namespaces: ReadonlyMap<string, PartitionState>;
}

interface PartitionState {
  readonly objects: ReadonlyMap<string, ApiObject>;
  /** Names in order. */
  readonly sorted: readonly string[];
}

export function createCollection(historyLimit: number, from?: CollectionState): Collection {
  const namespaces = new Map(
    [...(from?.namespaces ?? [])].map(([name, each]) => [name, begunWith(each)]),
  );
  const log = createChangeLog(historyLimit, from?.log);
  let size = from?.size ?? 0;
  const partitionsOf = (namespace: string | undefined) => {
    if (namespace !== undefined) {
      const only = namespaces.get(namespace);
      return only ? [only] : [];
    }
    return [...namespaces].sort(([a], [b]) => compare(`${a}/`, `${b}/`)).map(([, each]) => each);
  };
  return {
    log,
    get size() {
      return size;
    },
    sizeOf: (namespace) =>
      namespace === undefined ? size : (namespaces.get(namespace)?.objects.size ?? 0),
    get: (namespace = "", name) => namespaces.get(namespace)?.objects.get(name),
    apply(change) {
      const { name, namespace = "" } = change.object.metadata;
      let partition = namespaces.get(namespace);
      if (!partition) {
        partition = createPartition();
        namespaces.set(namespace, partition);
      }
      if (change.type === "ADDED") size += 1;
      if (change.type === "DELETED") {
        size -= 1;
        partition.objects.delete(name);
        if (partition.objects.size === 0) namespaces.delete(namespace);
      } else {
        if (change.type === "ADDED") partition.added.push(name);
        partition.objects.set(name, change.object);
      }
      log.append(change);
    },
    *all(namespace) {
      for (const partition of partitionsOf(namespace)) {
        for (const name of sortedNames(partition)) {
          const object = partition.objects.get(name);
          if (object) yield object;
        }
      }
    },
    allAt(revision, namespace) {
      const changes = log.since(revision);
      if (!changes) return undefined;
      if (changes.length === 0) return this.all(namespace);
      return undo(this.all(), changes, namespace);
    },
    state: () => ({
      size,
      log: log.state(),
      namespaces: new Map([...namespaces].map(([name, each]) => [name, stateOf(each)])),
    }),
  };
}

/** The key of an object in the order lists come in. */
export function keyOf(object: ApiObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Byte order, as etcd sorts keys; names are ASCII. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Partition {
  objects: Map<string, ApiObject>;
  /** Names in order; may hold names that are gone. */
  sorted: readonly string[];
  /** Names that came since `sorted` was made. */
  added: string[];
}

function createPartition(): Partition {
  return { objects: new Map(), sorted: [], added: [] };
}

function begunWith({ objects, sorted }: PartitionState): Partition {
  return { objects: new Map(objects), sorted, added: [] };
}

function stateOf(partition: Partition): PartitionState {
  return { objects: new Map(partition.objects), sorted: sortedNames(partition) };
}

function sortedNames(partition: Partition): readonly string[] {
  if (partition.added.length > 0) {
    const names = new Set([...partition.sorted, ...partition.added.sort()]);
    // Two sorted runs: the sort merges them.
    partition.sorted = [...names].filter((name) => partition.objects.has(name)).sort();
    partition.added = [];
  }
  return partition.sorted;
}

function* undo(
  newest: Iterable<ApiObject>,
  changes: readonly Change[],
  namespace: string | undefined,
): Iterable<ApiObject> {
  // What each touched key was before the first change to it.
  const before = new Map<string, ApiObject | undefined>();
  for (const { object, previous } of changes) {
    const key = keyOf(object);
    if (!before.has(key)) before.set(key, previous);
  }
  const untouched = [...newest].filter((object) => !before.has(keyOf(object)));
  const all = [...untouched, ...[...before.values()].filter((object) => object !== undefined)];
  for (const object of all.sort((a, b) => compare(keyOf(a), keyOf(b)))) {
    if (namespace === undefined || object.metadata.namespace === namespace) yield object;
  }
}
