import { ownAddress } from "../definitions/validation/services/allocate.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Registry } from "../registry/call.ts";
import { makeUid, timestamp } from "../registry/identity.ts";
import { namespaces, prepareNamespace } from "../registry/namespaces.ts";

/** Namespaces that are there from the first moment. */
const first = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** What the server makes for itself before it answers anyone. */
export function bootstrap({ store, clock, random }: Registry): void {
  for (const name of first) {
    const metadata = { name, uid: makeUid(random), creationTimestamp: timestamp(clock) };
    store.create(namespaces, prepareNamespace({ apiVersion: "v1", kind: "Namespace", metadata }));
  }
  const metadata = { uid: makeUid(random), creationTimestamp: timestamp(clock) };
  store.create(services, ownService(metadata));
}

const services = { group: "", resource: "services" };

/** The Service by which Pods reach the API server. */
function ownService(identity: { uid: string; creationTimestamp: string }): ApiObject {
  const labels = { component: "apiserver", provider: "kubernetes" };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "kubernetes", namespace: "default", ...identity, labels },
    spec: {
      ports: [{ name: "https", protocol: "TCP", port: 443, targetPort: 6443 }],
      clusterIP: ownAddress,
      clusterIPs: [ownAddress],
      type: "ClusterIP",
      sessionAffinity: "None",
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      internalTrafficPolicy: "Cluster",
    },
    status: { loadBalancer: {} },
  };
}
