import type { Json } from "../../../harness/core/json.ts";
import type { WorkloadCollection } from "../workload-api.ts";

/** A workload as a user writes it. */
export interface UserObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: { [field: string]: Json };
  [field: string]: unknown;
}

const labels = { app: "web" };
const container = { name: "web", image: "registry.test/web:1" };
const podSpec = { containers: [container] };
const template = { metadata: { labels }, spec: podSpec };
const selector = { matchLabels: labels };

/** One of each kind that has stages. */
export const workloads: { of: WorkloadCollection; object: UserObject }[] = [
  make("apps/v1", "Deployment", "deployments", {
    replicas: 3,
    selector,
    template,
    progressDeadlineSeconds: 60,
  }),
  make("apps/v1", "ReplicaSet", "replicasets", { replicas: 2, selector, template }),
  make("apps/v1", "StatefulSet", "statefulsets", {
    replicas: 2,
    serviceName: "web",
    selector,
    template,
    volumeClaimTemplates: [
      {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ],
  }),
  make("apps/v1", "DaemonSet", "daemonsets", { selector, template }),
  make("batch/v1", "Job", "jobs", {
    backoffLimit: 1,
    template: { spec: { ...podSpec, restartPolicy: "Never" } },
  }),
  make("v1", "Pod", "pods", podSpec),
  make("v1", "PersistentVolumeClaim", "persistentvolumeclaims", {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: "1Gi" } },
  }),
  make("v1", "Service", "services", {
    type: "LoadBalancer",
    selector: labels,
    ports: [{ port: 80 }],
  }),
];

function make(apiVersion: string, kind: string, resource: string, spec: UserObject["spec"]) {
  return {
    of: { apiVersion, resource },
    object: { apiVersion, kind, metadata: { name: resource }, spec },
  };
}
