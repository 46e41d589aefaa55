import { type Fields, ownPart, part } from "./fields.ts";
import type { Defaults } from "./workload-defaults.ts";

/** What a create request writes beyond defaults. The server has given the object its uid before. */
export const createFills: Record<string, Defaults> = {
  "Namespace ": (_, namespace) => {
    const spec = ownPart(namespace, "spec");
    const finalizers = Array.isArray(spec.finalizers) ? spec.finalizers : [];
    if (!finalizers.includes("kubernetes")) spec.finalizers = [...finalizers, "kubernetes"];
    namespace.status = { phase: "Active" };
  },
  "PersistentVolumeClaim ": (_, claim) => {
    claim.status = { phase: "Pending" };
  },
  "PersistentVolume ": (_, volume) => {
    volume.status = { phase: "Pending" };
  },
  "Pod ": (spec, pod) => {
    pod.status = { phase: "Pending", qosClass: qosClass(spec) };
  },
  "Service ": (spec) => {
    if (spec.type === "ExternalName") return;
    if (spec.clusterIP === "None") spec.clusterIPs = ["None"];
    spec.ipFamilies ??= ["IPv4"];
    spec.ipFamilyPolicy ??= "SingleStack";
  },
  "Job batch": (spec, job) => {
    if (spec.manualSelector === true) return;
    const { uid, name } = job.metadata as { uid?: string; name: string };
    const byUid = { "batch.kubernetes.io/controller-uid": uid };
    const template = ownPart(spec, "template");
    const metadata = ownPart(template, "metadata");
    metadata.labels = {
      ...part(metadata, "labels"),
      "controller-uid": uid,
      "job-name": name,
      ...byUid,
      "batch.kubernetes.io/job-name": name,
    };
    const selector = ownPart(spec, "selector");
    selector.matchLabels = { ...part(selector, "matchLabels"), ...byUid };
  },
  "CustomResourceDefinition apiextensions.k8s.io": (spec, definition) => {
    const versions = Array.isArray(spec.versions) ? (spec.versions as Fields[]) : [];
    const stored = versions.filter(({ storage }) => storage === true);
    definition.status = {
      conditions: [],
      acceptedNames: { plural: "", kind: "" },
      storedVersions: stored.map(({ name }) => name),
    };
  },
};

/** By what is asked for and allowed of CPU and memory: all and the same, some, or nothing. */
function qosClass(spec: Fields): string {
  const lists = ["containers", "initContainers"].flatMap((key) => spec[key] ?? []) as Fields[];
  const asked = lists.map((container) => {
    const resources = part(container, "resources");
    return { requests: part(resources, "requests") ?? {}, limits: part(resources, "limits") ?? {} };
  });
  const counts = (amounts: Fields) =>
    ["cpu", "memory"].filter((name) => amounts[name] !== undefined && amounts[name] !== "0");
  if (asked.every(({ requests, limits }) => [...counts(requests), ...counts(limits)].length === 0))
    return "BestEffort";
  const guaranteed = asked.every(({ requests, limits }) =>
    ["cpu", "memory"].every(
      (name) => counts(limits).includes(name) && (requests[name] ?? limits[name]) === limits[name],
    ),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}
