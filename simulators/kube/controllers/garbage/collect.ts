import { isDeepStrictEqual } from "node:util";
import type { DeleteOptions, KubeClient } from "../../client/kube-client.ts";
import { failedFor } from "../../client/transport.ts";
import type { ApiObject, OwnerReference } from "../../model/api-object.ts";
import type { Kinds } from "./kinds.ts";
import { ownerStates, UnresolvableOwner } from "./owner-states.ts";
import {
  foregroundFinalizer,
  type GraphNode,
  isOwner,
  orphanFinalizer,
  type ownershipGraph,
} from "./ownership-graph.ts";
import { writeMetadata } from "./write-metadata.ts";

export interface CollectorContext {
  client: KubeClient;
  kinds: Kinds;
  graph: ReturnType<typeof ownershipGraph>;
  suspect(uid: string): void;
}

/** Judges one object by what the API server has now: keeps it, frees it of lost owners, or deletes it. */
export function collector({ client, kinds, graph, suspect }: CollectorContext) {
  const statesOf = ownerStates(client, kinds);
  const write = writeMetadata(client, kinds);

  return async (uid: string): Promise<undefined> => {
    const node = graph.get(uid);
    if (!node || (node.beingDeleted && !node.deletingDependents)) return;
    if (node.deletingDependents) return advanceForeground(node);
    if (node.owners.every((owner) => isSafe(node, owner))) return;
    const latest = await write.read(node);
    const owners = latest?.metadata.ownerReferences ?? [];
    if (!latest || owners.length === 0) return;
    try {
      await judge(node, latest, owners);
    } catch (error) {
      if (!(error instanceof UnresolvableOwner)) throw error;
    }
  };

  /** Should the graph be late, the owner's own end will tell. */
  function isSafe(node: GraphNode, owner: OwnerReference): boolean {
    const found = graph.get(owner.uid);
    return found !== undefined && isOwner(found, owner, node) && !found.deletingDependents;
  }

  async function judge(node: GraphNode, latest: ApiObject, owners: OwnerReference[]) {
    const { solid, dangling, waiting } = await statesOf(node, owners);
    if (solid.length > 0) {
      if (solid.length < owners.length) {
        const gone = new Set([...dangling, ...waiting].map((owner) => owner.uid));
        await write.ownerReferences(node, (each) => each.filter((owner) => !gone.has(owner.uid)));
      }
      return;
    }
    const dependents = graph.dependentsOf(node.uid);
    if (waiting.length > 0 && dependents.length > 0) {
      // Dependents that wait for theirs in turn may come full circle: it must not block its owners then.
      if (dependents.some((each) => each.deletingDependents)) {
        await write.ownerReferences(node, (each) =>
          each.map((owner) =>
            owner.blockOwnerDeletion ? { ...owner, blockOwnerDeletion: false } : owner,
          ),
        );
        return deleteNode(node, undefined, "Foreground");
      }
      return deleteNode(node, latest, "Foreground");
    }
    const { finalizers = [] } = latest.metadata;
    if (finalizers.includes(orphanFinalizer)) return deleteNode(node, latest, "Orphan");
    const foreground = finalizers.includes(foregroundFinalizer);
    return deleteNode(node, latest, foreground ? "Foreground" : "Background");
  }

  async function advanceForeground(node: GraphNode): Promise<undefined> {
    const blocking = graph
      .dependentsOf(node.uid)
      .filter(({ owners }) =>
        owners.some(({ uid, blockOwnerDeletion }) => uid === node.uid && blockOwnerDeletion),
      );
    if (blocking.length === 0) await write.withoutFinalizer(node, foregroundFinalizer);
    for (const each of blocking) if (!each.deletingDependents) suspect(each.uid);
  }

  /** Only as it was judged: who changed its owners meanwhile may have saved it. */
  async function deleteNode(
    node: GraphNode,
    judged: ApiObject | undefined,
    propagationPolicy: DeleteOptions["propagationPolicy"],
  ): Promise<void> {
    const resourceVersion = judged?.metadata.resourceVersion;
    const preconditions = { uid: node.uid, ...(resourceVersion ? { resourceVersion } : {}) };
    try {
      await client.delete(await write.pathOf(node), { propagationPolicy, preconditions });
    } catch (error) {
      if (failedFor(error, "NotFound")) return;
      if (!failedFor(error, "Conflict") || !judged) throw error;
      const latest = await write.read(node);
      if (!latest) return;
      const before = judged.metadata.ownerReferences;
      if (!isDeepStrictEqual(latest.metadata.ownerReferences, before)) throw error;
      await deleteNode(node, undefined, propagationPolicy);
    }
  }
}
