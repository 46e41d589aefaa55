import type { FieldError } from "../../../model/api-error.ts";
import type { ApiObject } from "../../../model/api-object.ts";
import { forbidden, invalid, required, unsupported } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import { emptiedLabels } from "../../strategies/emptied-list.ts";
import { type Check, fields, nonNegative, number, same } from "../check.ts";
import { internalValue } from "../internal-value.ts";
import type { KindRules } from "../kind-rules.ts";
import { atMostHundred, positiveIntOrPercent, share } from "../numbers.ts";
import { labelSelector } from "../selectors.ts";
import { statefulSet, updateStatefulSet } from "./stateful-sets.ts";
import {
  isEmptySelector,
  lastingTemplate,
  mismatch,
  type Spec,
  selectorAndTemplate,
  shownSelector,
} from "./templates.ts";

/** What keeps Pods running. */
export const workloadKinds: Record<string, KindRules> = {
  "Deployment apps": { validate: judge(deployment), update: keepsSelector },
  "ReplicationController ": { validate: judge(replicationController), timesOnUpdate: 2 },
  "ReplicaSet apps": { validate: judge(replicaSet), update: keepsSelector },
  "DaemonSet apps": { validate: judge(daemonSet), update: keepsSelector },
  "StatefulSet apps": { validate: judge(statefulSet), update: updateStatefulSet },
};

function judge(kind: (spec: Spec, at: string) => FieldError[]): Check {
  return (object) => {
    const { spec } = object as ApiObject;
    return kind(isObject(spec) ? asSent(spec, object as ApiObject) : {}, "spec");
  };
}

/** A specification with labels of its template that were sent empty. */
function asSent(spec: Spec, object: ApiObject): Spec {
  if (!Object.hasOwn(object, emptiedLabels) || !isObject(spec.template)) return spec;
  const { template } = spec;
  const metadata = { ...(template.metadata as object | undefined), labels: {} };
  return { ...spec, template: { ...template, metadata } };
}

function keepsSelector(object: ApiObject, old: ApiObject): FieldError[] {
  const [now, then] = [object.spec, old.spec].map((spec) => (spec as Spec | undefined)?.selector);
  return same(shownSelector(now), shownSelector(then))
    ? []
    : [invalid("spec.selector", shownSelector(now), "field is immutable")];
}

function deployment(spec: Spec, at: string): FieldError[] {
  const deadline = spec.progressDeadlineSeconds;
  const early = deadline !== undefined && number(deadline) <= number(spec.minReadySeconds);
  return [
    ...fields({ replicas: nonNegative })(spec, at),
    ...selectorAndTemplate(spec, at),
    ...deploymentStrategy(spec.strategy, `${at}.strategy`),
    ...fields({
      minReadySeconds: nonNegative,
      revisionHistoryLimit: nonNegative,
      progressDeadlineSeconds: nonNegative,
    })(spec, at),
    ...(early
      ? [invalid(`${at}.progressDeadlineSeconds`, deadline, "must be greater than minReadySeconds")]
      : []),
  ];
}

function deploymentStrategy(value: unknown, at: string): FieldError[] {
  const { type, rollingUpdate } = (isObject(value) ? value : {}) as Spec;
  const place = `${at}.rollingUpdate`;
  if (type === "Recreate") {
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    return isObject(rollingUpdate) ? [forbidden(place, detail)] : [];
  }
  if (type !== "RollingUpdate") {
    const shown = internalValue("apps.DeploymentStrategy", value);
    return [unsupported(at, shown, ["Recreate", "RollingUpdate"])];
  }
  const { maxUnavailable, maxSurge } = (isObject(rollingUpdate) ? rollingUpdate : {}) as Spec;
  const still = share(maxUnavailable) === 0 && share(maxSurge) === 0;
  const detail = "may not be 0 when `maxSurge` is 0";
  const unavailable = `${place}.maxUnavailable`;
  return [
    ...positiveIntOrPercent(maxUnavailable, unavailable),
    ...positiveIntOrPercent(maxSurge, `${place}.maxSurge`),
    ...(still && !isFaulty(maxSurge) ? [invalid(unavailable, maxUnavailable, detail)] : []),
    ...atMostHundred(maxUnavailable, unavailable),
  ];
}

function isFaulty(value: unknown): boolean {
  return positiveIntOrPercent(value, "").length > 0;
}

function replicaSet(spec: Spec, at: string): FieldError[] {
  return [
    ...fields({ replicas: nonNegative, minReadySeconds: nonNegative })(spec, at),
    ...selectorAndTemplate(spec, at),
  ];
}

/** Its selector is a map of labels, and its template may be missing. */
function replicationController(spec: Spec, at: string): FieldError[] {
  const selector = isObject(spec.selector) ? (spec.selector as Record<string, string>) : {};
  const empty = Object.keys(selector).length === 0;
  const template = `${at}.template`;
  const matched = { ...spec, selector: { matchLabels: selector } };
  return [
    ...fields({ minReadySeconds: nonNegative })(spec, at),
    ...(empty ? [required(`${at}.selector`)] : []),
    ...fields({ replicas: nonNegative })(spec, at),
    ...(isObject(spec.template)
      ? [
          ...(empty ? [] : mismatch(matched, at)),
          ...lastingTemplate(spec, at, { kind: "ReplicationController" }),
        ]
      : [required(template)]),
  ];
}

function daemonSet(spec: Spec, at: string): FieldError[] {
  const found = labelSelector(spec.selector, `${at}.selector`);
  const empty = isEmptySelector(spec.selector);
  return [
    ...found,
    ...(found.length === 0 && !empty ? mismatch(spec, at) : []),
    ...(empty ? [invalid(`${at}.selector`, {}, "empty selector is invalid for daemonset")] : []),
    ...lastingTemplate(spec, at, { kind: "DaemonSet" }),
    ...fields({ minReadySeconds: nonNegative })(spec, at),
    ...daemonStrategy(spec.updateStrategy, `${at}.updateStrategy`),
    ...fields({ revisionHistoryLimit: nonNegative })(spec, at),
  ];
}

function daemonStrategy(value: unknown, at: string): FieldError[] {
  const { type, rollingUpdate } = (isObject(value) ? value : {}) as Spec;
  if (type === "OnDelete") return [];
  if (type !== "RollingUpdate") {
    const shown = internalValue("apps.DaemonSetUpdateStrategy", value);
    return [unsupported(at, shown, ["RollingUpdate", "OnDelete"])];
  }
  const { maxUnavailable, maxSurge } = (isObject(rollingUpdate) ? rollingUpdate : {}) as Spec;
  const [unavailable, surge] = ["maxUnavailable", "maxSurge"].map(
    (key) => `${at}.rollingUpdate.${key}`,
  ) as [string, string];
  const counts = [maxUnavailable, maxSurge].filter((each) => share(each) !== 0).length;
  return [
    ...positiveIntOrPercent(maxUnavailable, unavailable),
    ...positiveIntOrPercent(maxSurge, surge),
    ...atMostHundred(maxUnavailable, unavailable),
    ...atMostHundred(maxSurge, surge),
    ...(counts === 2
      ? [invalid(surge, maxSurge, "may not be set when maxUnavailable is non-zero")]
      : []),
    ...(counts === 0 ? [required(unavailable, "cannot be 0 when maxSurge is 0")] : []),
  ];
}
