import type { OwnerReference } from "../../model/api-object.ts";
import type { ControllerContext } from "../controller.ts";
import type { GraphNode } from "./ownership-graph.ts";

/** Warns that an owner is named that lives in another namespace, in kube-controller-manager's words. */
export async function warnOfForeignOwner(
  { client, clock }: ControllerContext,
  node: GraphNode,
  owner: OwnerReference,
): Promise<void> {
  const { namespace = "default" } = node;
  const { apiVersion, kind, name, uid } = owner;
  const ofOwner = `[${apiVersion}/${kind}, namespace: ${node.namespace ?? ""}, name: ${name}, uid: ${uid}]`;
  const epochMs = clock.epochMs();
  const time = new Date(epochMs).toISOString().replace(/\.\d+Z$/, "Z");
  await client.create(
    { apiVersion: "v1", resource: "events", namespace },
    {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `${node.name}.${Math.round(epochMs * 1e6).toString(16)}`, namespace },
      involvedObject: {
        apiVersion: node.apiVersion,
        kind: node.kind,
        name: node.name,
        namespace: node.namespace,
        uid: node.uid,
      },
      type: "Warning",
      reason: "OwnerRefInvalidNamespace",
      message: `ownerRef ${ofOwner} does not exist in namespace ${JSON.stringify(node.namespace ?? "")}`,
      source: { component: "garbage-collector-controller" },
      reportingComponent: "garbage-collector-controller",
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    },
  );
}
