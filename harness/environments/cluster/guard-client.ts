import { UnsupportedError } from "../../core/failure.ts";
import type { ClusterClient, ObjectName } from "../cluster-client.ts";

/**
 * A client that writes in one namespace and nowhere else, whatever a scenario asks for: all else in a cluster
 * of somebody else's is theirs.
 * @throws UnsupportedError for anything outside of it, before the cluster is asked.
 */
export function guardClient(client: ClusterClient, namespace: string): ClusterClient {
  const inside = ({ apiVersion, kind, metadata }: ObjectName) => {
    const isItself = apiVersion === "v1" && kind === "Namespace" && metadata.name === namespace;
    if (isItself || metadata.namespace === namespace) return;
    const place = metadata.namespace ? ` in namespace ${metadata.namespace}` : "";
    throw new UnsupportedError(
      `writing ${kind} ${metadata.name}${place}`,
      `in a cluster of somebody else's a run writes only in its own namespace, ${namespace}`,
    );
  };
  return {
    ...client,
    async create(object) {
      inside(object);
      await client.create(object);
    },
    async patch(object, fieldManager) {
      inside(object);
      await client.patch(object, fieldManager);
    },
    async delete(object) {
      inside(object);
      await client.delete(object);
    },
  };
}
