import { type Fields, ownPart, part, parts, setMissing } from "./fields.ts";
import { podDefaults, templateDefaults } from "./pod-defaults.ts";

/** Sets defaults in place. What `spec` a kind has is handed over, empty if there is none. */
export type Defaults = (spec: Fields, object: Fields) => void;

/** A DaemonSet counts the changes of its template in an annotation. */
export const templateGeneration = "deprecated.daemonset.template.generation";

const maximumInt32 = 2 ** 31 - 1;

/** Defaults of what runs Pods (`pkg/apis/{apps,batch,core}/v1/defaults.go`). */
export const workloadDefaults: Record<string, Defaults> = {
  "Pod ": (_, pod) => {
    podDefaults(pod);
    const status = part(pod, "status");
    const [first] = parts(status, "podIPs");
    // The address of old decides; the first of many is shown under its name.
    if (status?.podIP && status.podIP !== first?.ip) status.podIPs = [{ ip: status.podIP }];
    else if (status && first?.ip) status.podIP = first.ip;
  },
  "PodTemplate ": (_, object) => templateDefaults(part(object, "template")),
  "ReplicationController ": (spec, object) => {
    const template = part(spec, "template");
    const labels = part(part(template, "metadata"), "labels");
    const metadata = ownPart(object, "metadata");
    if (labels && Object.keys(part(spec, "selector") ?? {}).length === 0)
      spec.selector = { ...labels };
    if (labels && Object.keys(part(metadata, "labels") ?? {}).length === 0)
      metadata.labels = { ...labels };
    setMissing(spec, { replicas: 1 });
    templateDefaults(template);
  },
  "Deployment apps": (spec) => {
    const strategy = ownPart(spec, "strategy");
    setMissing(strategy, { type: "RollingUpdate" });
    if (strategy.type === "RollingUpdate")
      setMissing(ownPart(strategy, "rollingUpdate"), { maxUnavailable: "25%", maxSurge: "25%" });
    setMissing(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    templateDefaults(part(spec, "template"));
  },
  "ReplicaSet apps": (spec) => {
    setMissing(spec, { replicas: 1 });
    templateDefaults(part(spec, "template"));
  },
  "DaemonSet apps": (spec, set) => {
    // A field of the real server's own, which clients see as an annotation: there from the first moment.
    const annotations = ownPart(ownPart(set, "metadata"), "annotations");
    setMissing(annotations, { [templateGeneration]: "0" });
    const strategy = ownPart(spec, "updateStrategy");
    setMissing(strategy, { type: "RollingUpdate" });
    if (strategy.type === "RollingUpdate")
      setMissing(ownPart(strategy, "rollingUpdate"), { maxUnavailable: 1, maxSurge: 0 });
    setMissing(spec, { revisionHistoryLimit: 10 });
    templateDefaults(part(spec, "template"));
  },
  "StatefulSet apps": (spec) => {
    setMissing(spec, { podManagementPolicy: "OrderedReady" });
    const strategy = ownPart(spec, "updateStrategy");
    setMissing(strategy, { type: "RollingUpdate" });
    if (strategy.type === "RollingUpdate")
      setMissing(ownPart(strategy, "rollingUpdate"), { partition: 0 });
    const retention = { whenDeleted: "Retain", whenScaled: "Retain" };
    setMissing(ownPart(spec, "persistentVolumeClaimRetentionPolicy"), retention);
    setMissing(spec, { replicas: 1, revisionHistoryLimit: 10 });
    for (const claim of parts(spec, "volumeClaimTemplates")) {
      setMissing(claim, { apiVersion: "v1", kind: "PersistentVolumeClaim" });
      setMissing(ownPart(claim, "spec"), { volumeMode: "Filesystem" });
      setMissing(ownPart(claim, "status"), { phase: "Pending" });
    }
    templateDefaults(part(spec, "template"));
  },
  "Job batch": (spec, job) => {
    const labels = part(part(part(spec, "template"), "metadata"), "labels");
    const metadata = ownPart(job, "metadata");
    if (labels && Object.keys(part(metadata, "labels") ?? {}).length === 0)
      // The very same map, which is told by it later on.
      metadata.labels = labels;
    const { completions, parallelism } = spec;
    if (completions === undefined && parallelism === undefined) spec.completions = 1;
    setMissing(spec, {
      parallelism: 1,
      backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : maximumInt32,
      completionMode: "NonIndexed",
      suspend: false,
      manualSelector: false,
      podReplacementPolicy: part(spec, "podFailurePolicy") ? "Failed" : "TerminatingOrFailed",
    });
    jobDefaults(spec);
  },
  "CronJob batch": (spec) => {
    setMissing(spec, {
      concurrencyPolicy: "Allow",
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    });
    jobDefaults(part(part(spec, "jobTemplate"), "spec"));
  },
};

function jobDefaults(spec: Fields | undefined): void {
  for (const rule of parts(part(spec, "podFailurePolicy"), "rules"))
    for (const pattern of parts(rule, "onPodConditions")) setMissing(pattern, { status: "True" });
  templateDefaults(part(spec, "template"));
}
