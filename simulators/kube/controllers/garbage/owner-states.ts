import type { KubeClient } from "../../client/kube-client.ts";
import { failedFor } from "../../client/transport.ts";
import type { ApiObject, OwnerReference } from "../../model/api-object.ts";
import type { Kinds } from "./kinds.ts";
import { foregroundFinalizer, type GraphNode } from "./ownership-graph.ts";

/** Owners of an object by what they mean for it. */
export interface OwnerStates {
  /** There, and there to stay. */
  solid: OwnerReference[];
  /** There no more. */
  dangling: OwnerReference[];
  /** There only until their dependents are gone. */
  waiting: OwnerReference[];
}

/** A cluster-scoped object with an owner in a namespace, which can't be looked up: it stays. */
export class UnresolvableOwner extends Error {
  override readonly name = "UnresolvableOwner";
}

/** Owners known to be absent; uids don't come back. */
const absentMax = 500;

/** Tells the states of owners by the API server's word. */
export function ownerStates(client: KubeClient, kinds: Kinds) {
  const absent = new Set<string>();

  return async (node: GraphNode, owners: OwnerReference[]): Promise<OwnerStates> => {
    const states: OwnerStates = { solid: [], dangling: [], waiting: [] };
    for (const owner of owners) {
      const found = await find(node, owner);
      if (!found) states.dangling.push(owner);
      else if (isWaiting(found)) states.waiting.push(owner);
      else states.solid.push(owner);
    }
    return states;
  };

  async function find(node: GraphNode, owner: OwnerReference): Promise<ApiObject | undefined> {
    const { apiVersion, kind, name, uid } = owner;
    const key = [apiVersion, kind, node.namespace, name, uid].join("/");
    if (absent.has(key)) return undefined;
    const { resource, namespaced } = await kinds.find(apiVersion, kind);
    if (namespaced && node.namespace === undefined) {
      throw new UnresolvableOwner(`cluster-scoped ${node.name} refers to ${kind} ${name}`);
    }
    const path = { apiVersion, resource, name };
    const namespace = namespaced ? node.namespace : undefined;
    try {
      const found = await client.get({ ...path, namespace }, { metadataOnly: true });
      if (found.metadata.uid === uid) return found;
    } catch (error) {
      if (!failedFor(error, "NotFound")) throw error;
    }
    const [oldest] = absent;
    if (absent.size >= absentMax && oldest !== undefined) absent.delete(oldest);
    absent.add(key);
    return undefined;
  }
}

function isWaiting({ metadata }: ApiObject): boolean {
  return (
    metadata.deletionTimestamp !== undefined &&
    metadata.finalizers?.includes(foregroundFinalizer) === true
  );
}
