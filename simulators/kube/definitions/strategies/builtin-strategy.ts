import { isDeepStrictEqual } from "node:util";
import type { ApiObject } from "../../model/api-object.ts";
import type { Strategy } from "../../model/resource.ts";
import { same } from "../validation/check.ts";
import { judgementOf } from "../validation/kinds.ts";
import { admitPod, createFills } from "./create-fills.ts";
import { emptiedList } from "./emptied-list.ts";
import { extensionDefaults } from "./extension-defaults.ts";
import { ownPart, part, parts } from "./fields.ts";
import { objectDefaults } from "./object-defaults.ts";
import { templateGeneration, workloadDefaults } from "./workload-defaults.ts";

const defaults = { ...workloadDefaults, ...objectDefaults, ...extensionDefaults };

/** What the API server does for a kind in Go beyond its schema; nothing for most. */
export function builtinStrategy(group: string, kind: string): Strategy | undefined {
  const key = `${kind} ${group}`;
  const setDefaults = defaults[key];
  const fill = createFills[key];
  const generation = generations[key];
  const status = statusApart.has(key);
  const judgement = judgementOf(key);
  if (!setDefaults && !fill && !generation && !status && !judgement) return undefined;
  return {
    ...judgement,
    ...(setDefaults && {
      setDefaults: (object: ApiObject) => {
        // An object without a spec gets one, as a struct of Go does. Those that have none at all stay so.
        const bare = withoutSpec.has(key);
        setDefaults(bare ? {} : ownPart(object, "spec"), object);
      },
    }),
    prepareForCreate(object, given) {
      // A Node tells of itself from its first moment on.
      if (status && key !== "Node ") delete object.status;
      if (generation && !countedLater.has(key)) object.metadata.generation = 1;
      fill?.(part(object, "spec") ?? {}, object);
      if (key === "Job batch" && sharesLabels(given)) shareLabels(object);
    },
    prepareForStatus(object, old, now) {
      if (key === "DaemonSet apps") keepTemplateCount(object, old);
      // A Job that is read without labels has those of its template.
      if (key === "Job batch" && !object.metadata.labels) shareLabels(object);
      if (key === "Pod ") keepQosClass(object, old);
      if (key === "PersistentVolume ") settleTransition(object, old, now);
    },
    prepareForUpdate(object, old) {
      if (status) {
        if (old.status === undefined) delete object.status;
        else object.status = old.status;
      }
      if (generation) object.metadata.generation = nextGeneration(object, old, generation);
      if (key === "DaemonSet apps") countTemplates(object, old);
      if (key === "CustomResourceDefinition apiextensions.k8s.io") addStoredVersion(object);
      if (key === "Pod ") admitPod(ownPart(object, "spec"));
    },
  };
}

/** A version that is stored from now on was stored for ever, until somebody says it isn't any more. */
function addStoredVersion(definition: ApiObject): void {
  const stored = parts(definition.spec, "versions").find(({ storage }) => storage === true)?.name;
  const { storedVersions = [] } = (definition.status ?? {}) as { storedVersions?: string[] };
  if (typeof stored !== "string" || storedVersions.includes(stored)) return;
  definition.status = {
    ...(definition.status as object | undefined),
    storedVersions: [...storedVersions, stored],
  };
}

/** One more when what the kind counts as its specification changed. */
function nextGeneration(object: ApiObject, old: ApiObject, fields: readonly string[]): number {
  const before = old.metadata.generation ?? 0;
  const kept = fields.every((field) => same(object[field], old[field]));
  // Who has which labels is what finds slices.
  const found =
    object.kind !== "EndpointSlice" || same(object.metadata.labels, old.metadata.labels);
  return kept && found && !Object.hasOwn(object, emptiedList) ? before : before + 1;
}

/** A Job without labels of its own shares those of its template, also what is added to them later. */
function sharesLabels(given: ApiObject | undefined): boolean {
  return given?.metadata.labels === labelsOfTemplate(given);
}

function shareLabels(job: ApiObject): void {
  job.metadata.labels = { ...(labelsOfTemplate(job) as Record<string, string>) };
}

function labelsOfTemplate(job: ApiObject | undefined) {
  return part(part(part(job?.spec, "template"), "metadata"), "labels");
}

/** To the real server it's a field of the specification. */
function keepTemplateCount({ metadata }: ApiObject, old: ApiObject): void {
  const count = old.metadata.annotations?.[templateGeneration];
  if (count !== undefined)
    metadata.annotations = { ...metadata.annotations, [templateGeneration]: count };
}

function keepQosClass(pod: ApiObject, old: ApiObject): void {
  const qosClass = part(old, "status")?.qosClass;
  if (qosClass) pod.status = { qosClass, ...part(pod, "status") };
}

/** When a volume came into its phase, unless told. */
function settleTransition(object: ApiObject, old: ApiObject, now: string): void {
  const [status, before] = [part(object, "status") ?? {}, part(old, "status") ?? {}];
  const { lastPhaseTransitionTime: told = null } = status;
  const { lastPhaseTransitionTime: known = null } = before;
  const changed = status.phase !== before.phase;
  const settled = changed ? (told === null || told === known ? now : told) : (told ?? known);
  if (settled !== null) object.status = { ...status, lastPhaseTransitionTime: settled };
}

function countTemplates(object: ApiObject, old: ApiObject): void {
  const before = Number(old.metadata.annotations?.[templateGeneration] ?? 0);
  const same = isDeepStrictEqual(part(object.spec, "template"), part(old.spec, "template"));
  const annotations = { ...object.metadata.annotations };
  annotations[templateGeneration] = String(same ? before : before + 1);
  object.metadata.annotations = annotations;
}

const withoutSpec = new Set([
  "PodTemplate ",
  "Secret ",
  "Namespace ",
  "Endpoints ",
  "EndpointSlice discovery.k8s.io",
  "RoleBinding rbac.authorization.k8s.io",
  "ClusterRoleBinding rbac.authorization.k8s.io",
  "StorageClass storage.k8s.io",
  "PriorityClass scheduling.k8s.io",
  "ValidatingWebhookConfiguration admissionregistration.k8s.io",
  "MutatingWebhookConfiguration admissionregistration.k8s.io",
]);

/** Kinds that count generations, with the fields whose change counts. */
const generations: Record<string, readonly string[]> = {
  "Pod ": ["spec"],
  "PodTemplate ": ["template"],
  "ReplicationController ": ["spec"],
  "Deployment apps": ["spec"],
  "ReplicaSet apps": ["spec"],
  "StatefulSet apps": ["spec"],
  "DaemonSet apps": ["spec"],
  "Job batch": ["spec"],
  "CronJob batch": ["spec"],
  "Ingress networking.k8s.io": ["spec"],
  "IngressClass networking.k8s.io": ["spec"],
  "NetworkPolicy networking.k8s.io": ["spec"],
  "PodDisruptionBudget policy": ["spec"],
  "PriorityClass scheduling.k8s.io": [],
  "EndpointSlice discovery.k8s.io": ["endpoints", "ports", "addressType"],
  "ValidatingWebhookConfiguration admissionregistration.k8s.io": ["webhooks"],
  "MutatingWebhookConfiguration admissionregistration.k8s.io": ["webhooks"],
  "ValidatingAdmissionPolicy admissionregistration.k8s.io": ["spec"],
  "ValidatingAdmissionPolicyBinding admissionregistration.k8s.io": ["spec"],
  "CSIDriver storage.k8s.io": ["spec"],
  "CustomResourceDefinition apiextensions.k8s.io": ["spec"],
  "FlowSchema flowcontrol.apiserver.k8s.io": ["spec"],
  "PriorityLevelConfiguration flowcontrol.apiserver.k8s.io": ["spec"],
};

/** Kinds that have no generation before their first change. */
const countedLater = new Set(["CSIDriver storage.k8s.io"]);

/** Kinds whose status only its subresource writes. */
const statusApart = new Set([
  "Namespace ",
  "Node ",
  "PersistentVolume ",
  "PersistentVolumeClaim ",
  "VolumeAttachment storage.k8s.io",
  "Pod ",
  "ReplicationController ",
  "ResourceQuota ",
  "Service ",
  "Deployment apps",
  "ReplicaSet apps",
  "StatefulSet apps",
  "DaemonSet apps",
  "Job batch",
  "CronJob batch",
  "HorizontalPodAutoscaler autoscaling",
  "Ingress networking.k8s.io",
  "PodDisruptionBudget policy",
  "ValidatingAdmissionPolicy admissionregistration.k8s.io",
  "CustomResourceDefinition apiextensions.k8s.io",
  "APIService apiregistration.k8s.io",
  "FlowSchema flowcontrol.apiserver.k8s.io",
  "PriorityLevelConfiguration flowcontrol.apiserver.k8s.io",
]);
