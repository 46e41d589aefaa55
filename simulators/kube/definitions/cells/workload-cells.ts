import { ageOf, shortDuration } from "./age.ts";
import type { Cell, Cells } from "./cell-of.ts";
import { at, labelsText, listAt, numberAt, selectorText, textAt } from "./fields.ts";

const template = ["spec", "template"];
const jobTemplate = ["spec", "jobTemplate", "spec", "template"];

function templateCells(path: readonly string[]): Record<string, Cell> {
  const each = (field: string) => (object: unknown) =>
    listAt(object, ...path, "spec", "containers")
      .map((container) => textAt(container, field) ?? "")
      .join(",");
  return { Containers: each("name"), Images: each("image") };
}

const number =
  (...path: string[]): Cell =>
  (object) =>
    numberAt(object, ...path);

const replicaCells: Record<string, Cell> = {
  Desired: number("spec", "replicas"),
  Current: number("status", "replicas"),
  Ready: number("status", "readyReplicas"),
  ...templateCells(template),
};

const selector: Cell = (object) => selectorText(at(object, "spec", "selector"));

/** Cells of what runs Pods. */
export const workloadCells: Cells = {
  replicationcontrollers: {
    ...replicaCells,
    Selector: (object) => labelsText(at(object, "spec", "selector")),
  },
  "replicasets.apps": { ...replicaCells, Selector: selector },
  "deployments.apps": {
    Ready: (object) =>
      `${numberAt(object, "status", "readyReplicas")}/${numberAt(object, "spec", "replicas")}`,
    "Up-to-date": number("status", "updatedReplicas"),
    Available: number("status", "availableReplicas"),
    ...templateCells(template),
    Selector: selector,
  },
  "statefulsets.apps": {
    Ready: (object) =>
      `${numberAt(object, "status", "readyReplicas")}/${numberAt(object, "spec", "replicas")}`,
    ...templateCells(template),
  },
  "daemonsets.apps": {
    Desired: number("status", "desiredNumberScheduled"),
    Current: number("status", "currentNumberScheduled"),
    Ready: number("status", "numberReady"),
    "Up-to-date": number("status", "updatedNumberScheduled"),
    Available: number("status", "numberAvailable"),
    "Node Selector": (object) => labelsText(at(object, "spec", "template", "spec", "nodeSelector")),
    ...templateCells(template),
    Selector: selector,
  },
  "controllerrevisions.apps": {
    Controller: (one) => {
      const owner = listAt(one, "metadata", "ownerReferences").find(
        (reference) => at(reference, "controller") === true,
      );
      if (owner === undefined) return "<none>";
      const [group] = /^.*(?=\/)/.exec(textAt(owner, "apiVersion") ?? "") ?? [];
      const kind = `${textAt(owner, "kind") ?? ""}${group ? `.${group}` : ""}`;
      return `${kind.toLowerCase()}/${textAt(owner, "name") ?? ""}`;
    },
    Revision: number("revision"),
  },
  podtemplates: {
    ...templateCells(["template"]),
    "Pod Labels": (one) => labelsText(at(one, "template", "metadata", "labels")),
  },
  "jobs.batch": {
    Status: jobStatus,
    Completions: jobCompletions,
    Duration: (job, nowMs) => {
      const started = textAt(job, "status", "startTime");
      if (started === undefined) return "";
      const ended = textAt(job, "status", "completionTime");
      return shortDuration((ended === undefined ? nowMs : Date.parse(ended)) - Date.parse(started));
    },
    ...templateCells(template),
    Selector: selector,
  },
  "cronjobs.batch": {
    Schedule: (job) => textAt(job, "spec", "schedule") ?? "",
    Timezone: (job) => textAt(job, "spec", "timeZone") ?? "<none>",
    Suspend: (job) => (at(job, "spec", "suspend") === true ? "True" : "False"),
    Active: (job) => listAt(job, "status", "active").length,
    "Last Schedule": (job, nowMs) => {
      const last = textAt(job, "status", "lastScheduleTime");
      return last === undefined ? "<none>" : ageOf(last, nowMs);
    },
    ...templateCells(jobTemplate),
    Selector: (job) => selectorText(at(job, "spec", "jobTemplate", "spec", "selector")),
  },
};

function jobStatus(job: unknown): string {
  const has = (type: string) =>
    listAt(job, "status", "conditions").some(
      (one) => at(one, "type") === type && at(one, "status") === "True",
    );
  if (has("Complete")) return "Complete";
  if (has("Failed")) return "Failed";
  if (at(job, "metadata", "deletionTimestamp") !== undefined) return "Terminating";
  if (has("Suspended")) return "Suspended";
  if (has("FailureTarget")) return "FailureTarget";
  return has("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
}

function jobCompletions(job: unknown): string {
  const done = numberAt(job, "status", "succeeded");
  const wanted = at(job, "spec", "completions");
  if (typeof wanted === "number") return `${done}/${wanted}`;
  const parallel = numberAt(job, "spec", "parallelism");
  return parallel > 1 ? `${done}/1 of ${parallel}` : `${done}/1`;
}
