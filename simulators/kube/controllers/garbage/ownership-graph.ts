import type { ServedResource } from "../../client/discover.ts";
import type { Change } from "../../client/watch.ts";
import type { ApiObject, OwnerReference } from "../../model/api-object.ts";

/** An object and whom it belongs to. */
export interface GraphNode {
  uid: string;
  apiVersion: string;
  kind: string;
  name: string;
  namespace: string | undefined;
  owners: OwnerReference[];
  beingDeleted: boolean;
  /** Being deleted in the foreground: it goes once no dependent blocks it. */
  deletingDependents: boolean;
}

/** What changes of the graph give to do. */
export interface GraphEvents {
  /** Its owners, or its dependents, changed so that it may have to go: a key of the graph. */
  onSuspect(uid: string): void;
  /** It is being deleted and its dependents shall stay. */
  onOrphan(uid: string): void;
  /** It names an owner that lives in another namespace, where no owner can be. */
  onForeignOwner(node: GraphNode, owner: OwnerReference): void;
}

export const foregroundFinalizer = "foregroundDeletion";
export const orphanFinalizer = "orphan";

/** Objects by uid with their owners and dependents, from the changes of all resources. */
export function ownershipGraph(events: GraphEvents) {
  const nodes = new Map<string, GraphNode>();
  /** By the owner's uid, which need not be a node: owners may come later, or never. */
  const dependents = new Map<string, Set<GraphNode>>();

  return {
    get: (uid: string) => nodes.get(uid),
    dependentsOf: (uid: string): GraphNode[] => [...(dependents.get(uid) ?? [])],
    take(change: Exclude<Change, { type: "synced" }>, resource: ServedResource): void {
      const old = change.type === "modified" ? change.old : undefined;
      if (change.type === "deleted") remove(change.object.metadata.uid ?? "");
      else put(change.object, resource, old);
    },
  };

  function put(object: ApiObject, { apiVersion, kind }: ServedResource, old?: ApiObject): void {
    const { uid = "", name, namespace, ownerReferences = [], deletionTimestamp } = object.metadata;
    const known = nodes.get(uid);
    const node = known ?? {
      ...{ uid, apiVersion, kind, name, namespace, owners: [] },
      beingDeleted: false,
      deletingDependents: false,
    };
    nodes.set(uid, node);
    node.beingDeleted ||= deletionTimestamp !== undefined;
    relate(node, ownerReferences);
    if (begins(object, old, orphanFinalizer)) events.onOrphan(uid);
    else if (begins(object, old, foregroundFinalizer)) {
      node.deletingDependents = true;
      for (const dependent of dependents.get(uid) ?? []) events.onSuspect(dependent.uid);
      events.onSuspect(uid);
    }
  }

  function relate(node: GraphNode, owners: OwnerReference[]): void {
    const before = new Map(node.owners.map((owner) => [owner.uid, owner]));
    const now = new Map(owners.map((owner) => [owner.uid, owner]));
    node.owners = owners;
    for (const [uid, owner] of before) {
      const still = now.get(uid);
      if (!still) separate(node, uid);
      if (owner.blockOwnerDeletion && !still?.blockOwnerDeletion) suspectOwner(uid);
    }
    for (const [uid, owner] of now) {
      if (before.has(uid)) continue;
      const siblings = dependents.get(uid) ?? new Set();
      dependents.set(uid, siblings.add(node));
      const found = nodes.get(uid);
      // Whether it is there at all, or there under this name, only the API server can say.
      if (!found || !isOwner(found, owner, node)) events.onSuspect(node.uid);
      if (found?.namespace !== undefined && found.namespace !== node.namespace) {
        events.onForeignOwner(node, owner);
      }
    }
  }

  function remove(uid: string): void {
    const node = nodes.get(uid);
    if (!node) return;
    nodes.delete(uid);
    for (const owner of node.owners) {
      separate(node, owner.uid);
      if (nodes.get(owner.uid)?.deletingDependents) events.onSuspect(owner.uid);
    }
    for (const dependent of dependents.get(uid) ?? []) events.onSuspect(dependent.uid);
  }

  function separate(node: GraphNode, ownerUid: string): void {
    const siblings = dependents.get(ownerUid);
    siblings?.delete(node);
    if (siblings?.size === 0) dependents.delete(ownerUid);
  }

  function suspectOwner(uid: string): void {
    if (nodes.has(uid)) events.onSuspect(uid);
  }
}

/** Whether an owner reference of `dependent` means this node: a uid alone is not enough. */
export function isOwner(node: GraphNode, owner: OwnerReference, dependent: GraphNode): boolean {
  return (
    node.name === owner.name &&
    node.kind === owner.kind &&
    node.apiVersion === owner.apiVersion &&
    (node.namespace === undefined || node.namespace === dependent.namespace)
  );
}

/** Whether an object now is being deleted with this finalizer, and was not before. */
function begins(object: ApiObject, old: ApiObject | undefined, finalizer: string): boolean {
  const holds = ({ metadata }: ApiObject) =>
    metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(finalizer) === true;
  return holds(object) && !(old && holds(old));
}
