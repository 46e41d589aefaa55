import type { KubeClient } from "../../client/kube-client.ts";
import type { ObjectPath } from "../../client/paths.ts";
import { failedFor } from "../../client/transport.ts";
import type { ApiObject, ObjectMeta, OwnerReference } from "../../model/api-object.ts";
import type { Kinds } from "./kinds.ts";
import type { GraphNode } from "./ownership-graph.ts";

const metadataOnly = true;

/** Tries before a conflict is left to the queue. */
const triesMax = 5;

/** Reads and changes the metadata of nodes as the API server has them now. */
export function writeMetadata(client: KubeClient, kinds: Kinds) {
  const pathOf = async ({ apiVersion, kind, namespace, name }: GraphNode): Promise<ObjectPath> => {
    const { resource } = await kinds.find(apiVersion, kind);
    return { apiVersion, resource, namespace, name };
  };

  /** Nothing when it is gone, or another has taken its name. */
  async function read(node: GraphNode): Promise<ApiObject | undefined> {
    try {
      const found = await client.get(await pathOf(node), { metadataOnly });
      return found.metadata.uid === node.uid ? found : undefined;
    } catch (error) {
      if (failedFor(error, "NotFound")) return undefined;
      throw error;
    }
  }

  /** A merge patch of what was read, by the version that was read; nothing to change writes nothing. */
  async function change(
    node: GraphNode,
    next: (metadata: ObjectMeta) => object | undefined,
  ): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const latest = await read(node);
      const changed = latest && next(latest.metadata);
      if (!changed) return;
      const { resourceVersion } = latest.metadata;
      const patch = { metadata: { resourceVersion, ...changed } };
      try {
        await client.patch(await pathOf(node), { type: "merge", patch }, { metadataOnly });
        return;
      } catch (error) {
        if (failedFor(error, "NotFound")) return;
        if (!failedFor(error, "Conflict") || tries >= triesMax) throw error;
      }
    }
  }

  return {
    pathOf,
    read,
    ownerReferences: (node: GraphNode, next: (owners: OwnerReference[]) => OwnerReference[]) =>
      change(node, ({ ownerReferences = [] }) => ({ ownerReferences: next(ownerReferences) })),
    withoutFinalizer: (node: GraphNode, finalizer: string) =>
      change(node, ({ finalizers = [] }) => {
        if (!finalizers.includes(finalizer)) return undefined;
        return { finalizers: finalizers.filter((each) => each !== finalizer) };
      }),
  };
}
