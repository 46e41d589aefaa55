import { isDeepStrictEqual } from "node:util";
import type { ApiObject } from "../../runtime/controller-api.ts";
import type { HelmKube } from "./helm-kube.ts";
import type { Resource } from "./resources.ts";

/** What a rule of readiness reads. */
interface Workload {
  metadata: { name: string; namespace?: string; generation?: number; uid?: string };
  spec: {
    replicas?: number;
    paused?: boolean;
    type?: string;
    clusterIP?: string;
    externalIPs?: string[];
    completions?: number;
    backoffLimit?: number;
    selector?: { matchLabels?: Record<string, string> };
    template?: { metadata?: { labels?: Record<string, string> } };
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
    updatedNumberScheduled?: number;
    desiredNumberScheduled?: number;
    numberReady?: number;
    phase?: string;
    failed?: number;
    succeeded?: number;
    conditions?: { type: string; status: string; reason?: string }[];
    loadBalancer?: { ingress?: object[] };
  };
}

type Rule = (workload: Workload, kube: HelmKube) => boolean | Promise<boolean>;

/** Helm's rules, which aren't kstatus's; what has none is ready without a question. */
const rules: Record<string, Rule> = {
  "v1/Pod": ({ status }) => isTrue(status, "Ready"),
  "v1/Service": isServiceReady,
  "v1/PersistentVolumeClaim": ({ status }) => status?.phase === "Bound",
  "batch/v1/Job": isJobReady,
  "apps/v1/Deployment": isDeploymentReady,
  "apps/v1/StatefulSet": isStatefulSetReady,
  "apps/v1/DaemonSet": ({ metadata, status }) =>
    status?.observedGeneration === metadata.generation &&
    status?.updatedNumberScheduled === status?.desiredNumberScheduled &&
    status?.numberReady === status?.desiredNumberScheduled,
  "apps/v1/ReplicaSet": ({ metadata, spec, status }) =>
    status?.observedGeneration === metadata.generation &&
    (status?.readyReplicas ?? 0) === (spec.replicas ?? 1),
  "apiextensions.k8s.io/v1/CustomResourceDefinition": ({ status }) => isTrue(status, "Established"),
};

/** @throws whatever the server says, and for what will never be ready. */
export async function isReady(kube: HelmKube, { object, path }: Resource): Promise<boolean> {
  const rule = rules[`${object.apiVersion}/${object.kind}`];
  if (!rule) return true;
  const live = await kube.api.get(path, { signal: kube.process.signal });
  return rule(live as unknown as Workload, kube);
}

function isStatefulSetReady({ metadata, spec, status }: Workload, { log }: HelmKube): boolean {
  const { type = "RollingUpdate", rollingUpdate } = spec.updateStrategy ?? {};
  const { replicas = 1 } = spec;
  const { partition = 0 } = rollingUpdate ?? {};
  const what = `${metadata.namespace}/${metadata.name}`;
  if (status?.observedGeneration !== metadata.generation) {
    const { observedGeneration = 0 } = status ?? {};
    log.write(
      `StatefulSet is not ready: ${what}. observedGeneration (${observedGeneration}) does not match spec generation (${metadata.generation}).`,
    );
    return false;
  }
  if (type !== "RollingUpdate") return true;
  const expected = replicas - partition;
  const { updatedReplicas = 0, readyReplicas = 0 } = status ?? {};
  const outOf = (count: number, wanted: number, how: string) =>
    log.write(`StatefulSet is not ready: ${what}. ${count} out of ${wanted} expected pods ${how}`);
  if (updatedReplicas < expected) {
    outOf(updatedReplicas, expected, "have been scheduled");
    return false;
  }
  if (readyReplicas !== replicas) {
    outOf(readyReplicas, replicas, "are ready");
    return false;
  }
  return partition > 0 || status?.currentRevision === status?.updateRevision;
}

/** A Deployment is as ready as its newest ReplicaSet: without one it never is. */
async function isDeploymentReady(workload: Workload, kube: HelmKube): Promise<boolean> {
  const { metadata, spec, status } = workload;
  if (spec.paused) return true;
  const labels = Object.entries(spec.selector?.matchLabels ?? {});
  const { items } = await kube.api.list(
    { apiVersion: "apps/v1", resource: "replicasets", namespace: metadata.namespace },
    {
      labelSelector: labels.map(([key, value]) => `${key}=${value}`).join(","),
      signal: kube.process.signal,
    },
  );
  const newest = items.find((each) => isOf(each, workload)) as unknown as Workload | undefined;
  if (!newest || status?.observedGeneration !== metadata.generation) return false;
  const { replicas = 1 } = spec;
  // Of the default strategy, a quarter rounded down may be away.
  return (newest.status?.readyReplicas ?? 0) >= replicas - Math.floor(replicas / 4);
}

function isOf(replicaSet: ApiObject, { spec, metadata }: Workload): boolean {
  const owners = (replicaSet.metadata.ownerReferences ?? []) as { uid?: string }[];
  if (!owners.some(({ uid }) => uid === metadata.uid)) return false;
  const template = structuredClone((replicaSet.spec as Workload["spec"]).template);
  delete template?.metadata?.labels?.["pod-template-hash"];
  return isDeepStrictEqual(template, spec.template);
}

function isServiceReady({ spec, status }: Workload): boolean {
  if (spec.type === "ExternalName") return true;
  if (!spec.clusterIP) return false;
  if (spec.type !== "LoadBalancer" || (spec.externalIPs?.length ?? 0) > 0) return true;
  return status?.loadBalancer?.ingress !== undefined;
}

function isJobReady({ metadata, spec, status }: Workload): boolean {
  const { failed = 0, succeeded = 0 } = status ?? {};
  if (failed > (spec.backoffLimit ?? 6)) {
    throw new Error(`job is failed: ${metadata.namespace}/${metadata.name}`);
  }
  return spec.completions === undefined || succeeded >= spec.completions;
}

function isTrue(status: Workload["status"], type: string): boolean {
  return status?.conditions?.some((each) => each.type === type && each.status === "True") ?? false;
}
