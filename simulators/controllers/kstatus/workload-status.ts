import type { StatusName } from "./compute-status.ts";
import { conditionIn, type Fields, numberOf } from "./fields.ts";

export function deploymentStatus(deployment: Fields): StatusName {
  const progress = conditionIn(deployment, "Progressing");
  if (progress?.reason === "ProgressDeadlineExceeded") return "Failed";
  const { wanted, held, ready, available, updated } = replicasOf(deployment);
  const hasAll = wanted <= held && wanted <= updated && held <= wanted;
  if (!hasAll || updated > available || wanted > ready) return "InProgress";
  // Without a deadline nobody says that a rollout came to its end.
  const isDone =
    deployment.spec?.progressDeadlineSeconds === undefined ||
    (progress?.status === "True" && progress.reason === "NewReplicaSetAvailable");
  const isAvailable = conditionIn(deployment, "Available")?.status === "True";
  return isDone && isAvailable ? "Current" : "InProgress";
}

export function replicaSetStatus(replicaSet: Fields): StatusName {
  if (conditionIn(replicaSet, "ReplicaFailure")?.status === "True") return "InProgress";
  const { wanted, held, ready, available } = replicasOf(replicaSet);
  const labelled = numberOf(replicaSet.status?.fullyLabeledReplicas, 0);
  const hasAll = wanted <= labelled && wanted <= available && wanted <= ready && held <= wanted;
  return hasAll ? "Current" : "InProgress";
}

export function statefulSetStatus(set: Fields): StatusName {
  const strategy = (set.spec?.updateStrategy ?? {}) as {
    type?: string;
    rollingUpdate?: { partition?: number };
  };
  if (strategy.type === "OnDelete") return "Current";
  const { wanted, held, ready, updated } = replicasOf(set);
  if (wanted > held || wanted > ready || held > wanted) return "InProgress";
  const partition = strategy.rollingUpdate?.partition;
  if (partition !== undefined) return updated < wanted - partition ? "InProgress" : "Current";
  if (wanted > numberOf(set.status?.currentReplicas, 0)) return "InProgress";
  return set.status?.currentRevision === set.status?.updateRevision ? "Current" : "InProgress";
}

export function daemonSetStatus({ metadata, status }: Fields): StatusName {
  if (metadata.generation === undefined || status?.observedGeneration === undefined) {
    return "InProgress";
  }
  const desired = numberOf(status.desiredNumberScheduled, -1);
  if (desired === -1) return "InProgress";
  const counts = [
    status.currentNumberScheduled,
    status.updatedNumberScheduled,
    status.numberAvailable,
    status.numberReady,
  ];
  return counts.every((count) => numberOf(count, 0) >= desired) ? "Current" : "InProgress";
}

function replicasOf({ spec, status }: Fields) {
  return {
    wanted: numberOf(spec?.replicas, 1),
    held: numberOf(status?.replicas, 0),
    ready: numberOf(status?.readyReplicas, 0),
    available: numberOf(status?.availableReplicas, 0),
    updated: numberOf(status?.updatedReplicas, 0),
  };
}
