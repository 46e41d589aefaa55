import type { Clock } from "../../../harness/core/clock.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import { groupOf } from "../ssa/object-id.ts";
import { conditionIn, type Fields, statusFields } from "./fields.ts";
import { podStatus } from "./pod-status.ts";
import {
  daemonSetStatus,
  deploymentStatus,
  replicaSetStatus,
  statefulSetStatus,
} from "./workload-status.ts";

/** How kstatus sums an object up. */
export type StatusName =
  | "Current"
  | "InProgress"
  | "Failed"
  | "Terminating"
  | "NotFound"
  | "Unknown";

type Rule = (object: Fields, clock: Clock) => StatusName;

/** Kinds with rules of their own; the core group is empty. */
const rules: Record<string, Rule> = {
  "/Service": serviceStatus,
  "/Pod": podStatus,
  "/Secret": () => "Current",
  "/ConfigMap": () => "Current",
  "/PersistentVolumeClaim": (object) =>
    object.status?.phase === "Bound" ? "Current" : "InProgress",
  "apps/StatefulSet": statefulSetStatus,
  "apps/DaemonSet": daemonSetStatus,
  "apps/Deployment": deploymentStatus,
  "apps/ReplicaSet": replicaSetStatus,
  "policy/PodDisruptionBudget": () => "Current",
  "batch/CronJob": () => "Current",
  "batch/Job": jobStatus,
  "apiextensions.k8s.io/CustomResourceDefinition": definitionStatus,
};

/** The status of an object from what it says itself, as kstatus computes it. */
export function computeStatus(object: ApiObject, clock: Clock): StatusName {
  const fields = statusFields(object);
  const isJob = object.kind === "Job" && groupOf(object.apiVersion) === "batch";
  // Flux reads Jobs by rules of its own alone but for what follows.
  const generic = genericStatus(object, fields);
  if (generic) return generic;
  const rule = isJob ? jobStatus : rules[`${groupOf(object.apiVersion)}/${object.kind}`];
  return rule ? rule(fields, clock) : readyStatus(fields);
}

function genericStatus({ metadata }: ApiObject, { status }: Fields): StatusName | undefined {
  if (metadata.deletionTimestamp) return "Terminating";
  const observed = status?.observedGeneration;
  if (metadata.generation !== undefined && typeof observed === "number") {
    if (observed !== metadata.generation) return "InProgress";
  }
  for (const { type, status: value } of status?.conditions ?? []) {
    if (type === "Reconciling" && value === "True") return "InProgress";
    if (type === "Stalled" && value === "True") return "Failed";
  }
  return undefined;
}

/** Of kinds without rules: nothing said is as good as ready. */
function readyStatus(object: Fields): StatusName {
  const ready = conditionIn(object, "Ready");
  return ready && ready.status !== "True" ? "InProgress" : "Current";
}

function serviceStatus({ spec }: Fields): StatusName {
  return spec?.type === "LoadBalancer" && !spec.clusterIP ? "InProgress" : "Current";
}

/** Flux waits until a Job is complete, not only under way. */
function jobStatus(object: Fields): StatusName {
  for (const { type, status } of object.status?.conditions ?? []) {
    if (type === "Complete" && status === "True") return "Current";
    if (type === "Failed" && status === "True") return "Failed";
  }
  return "InProgress";
}

function definitionStatus(object: Fields): StatusName {
  for (const { type, status, reason } of object.status?.conditions ?? []) {
    if (type === "NamesAccepted" && status === "False") return "Failed";
    if (type !== "Established") continue;
    if (status === "False" && reason !== "Installing") return "Failed";
    if (status === "True") return "Current";
  }
  return "InProgress";
}
