import { type Fields, ownPart, part, setMissing } from "./fields.ts";
import { type Defaults, templateGeneration } from "./workload-defaults.ts";

/** What a create request writes beyond defaults. The server has given the object its uid before. */
export const createFills: Record<string, Defaults> = {
  "Namespace ": (_, namespace) => {
    const spec = ownPart(namespace, "spec");
    const finalizers = Array.isArray(spec.finalizers) ? spec.finalizers : [];
    if (!finalizers.includes("kubernetes")) spec.finalizers = [...finalizers, "kubernetes"];
    namespace.status = { phase: "Active" };
  },
  "PersistentVolumeClaim ": (spec, claim) => {
    dataSources(spec);
    claim.status = { phase: "Pending" };
    addFinalizer(claim, "kubernetes.io/pvc-protection");
  },
  "PersistentVolume ": (_, volume) => {
    const { creationTimestamp } = ownPart(volume, "metadata");
    volume.status = { phase: "Pending", lastPhaseTransitionTime: creationTimestamp };
    addFinalizer(volume, "kubernetes.io/pv-protection");
  },
  "LimitRange ": (_, range) => {
    const { uid } = range.metadata as { uid?: string };
    const metadata = ownPart(range, "metadata");
    // Without a name it gets a uid as one, another than its own.
    if (!metadata.name && uid)
      metadata.name = uid.replace(/^\w+/, (group) =>
        group.replace(/\w/g, (digit) => (15 - Number.parseInt(digit, 16)).toString(16)),
      );
  },
  "VolumeAttributesClass storage.k8s.io": (_, volumeClass) =>
    addFinalizer(volumeClass, "kubernetes.io/vac-protection"),
  "Pod ": (spec, pod) => {
    pod.status = { phase: "Pending", qosClass: qosClass(spec) };
    admitPod(spec);
  },
  "DaemonSet apps": (_, set) => {
    const annotations = ownPart(ownPart(set, "metadata"), "annotations");
    if (!(Number(annotations[templateGeneration]) >= 1)) annotations[templateGeneration] = "1";
  },
  "Job batch": (spec, job) => {
    if (spec.manualSelector === true) return;
    const { uid, name } = job.metadata as { uid?: string; name: string };
    const byUid = { "batch.kubernetes.io/controller-uid": uid };
    const metadata = ownPart(ownPart(spec, "template"), "metadata");
    const labels = {
      "controller-uid": uid,
      "job-name": name,
      ...byUid,
      "batch.kubernetes.io/job-name": name,
    };
    metadata.labels = { ...part(metadata, "labels"), ...labels };
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

const noPriority = { priority: 0, preemptionPolicy: "PreemptLowerPriority" };

/** What the admission plugins Priority and DefaultTolerationSeconds add; classes are not looked up. */
export function admitPod(spec: Fields): void {
  if (!spec.priorityClassName) setMissing(spec, noPriority);
  const tolerations = Array.isArray(spec.tolerations) ? (spec.tolerations as Fields[]) : [];
  for (const taint of ["not-ready", "unreachable"]) {
    const key = `node.kubernetes.io/${taint}`;
    const borne = tolerations.some(
      (one) => (one.key === key || !one.key) && (one.effect === "NoExecute" || !one.effect),
    );
    if (borne) continue;
    tolerations.push({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 });
  }
  spec.tolerations = tolerations;
}

/** A claim's source is kept under its old name and its new one; under the old only what that one knew. */
function dataSources(spec: Fields): void {
  const [source, reference] = [part(spec, "dataSource"), part(spec, "dataSourceRef")];
  if (source) {
    const group = source.apiGroup || "";
    const known =
      (group === "" && source.kind === "PersistentVolumeClaim") ||
      (group === "snapshot.storage.k8s.io" && source.kind === "VolumeSnapshot");
    if (!known) delete spec.dataSource;
    else if (!reference) spec.dataSourceRef = { ...source };
  } else if (reference && !reference.namespace) spec.dataSource = { ...reference };
}

function addFinalizer(object: Fields, name: string): void {
  const metadata = ownPart(object, "metadata");
  const finalizers = Array.isArray(metadata.finalizers) ? metadata.finalizers : [];
  if (!finalizers.includes(name)) metadata.finalizers = [...finalizers, name];
}

/** By what is asked for and allowed of CPU and memory: all and the same, some, or nothing. */
export function qosClass(spec: Fields): string {
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
