import { clusterRoleContract } from "./cluster-role-contract.ts";
import { garbageContract } from "./garbage-contract.ts";
import { namespaceContract } from "./namespace-contract.ts";
import type { TestCluster } from "./test-cluster.ts";

/** What the controllers do on any API server; kube-controller-manager does the same. */
export function controllersContract(cluster: () => TestCluster): void {
  namespaceContract(cluster);
  garbageContract(cluster);
  clusterRoleContract(cluster);
}
