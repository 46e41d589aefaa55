import type { ApiObject } from "../../model/api-object.ts";
import { specOf } from "../plugins/pod.ts";
import { isBestEffort } from "./pod-resources.ts";

interface Requirement {
  scopeName: string;
  operator: string;
  values?: string[];
}

export interface QuotaSpec {
  hard?: object;
  scopes?: string[];
  scopeSelector?: { matchExpressions?: Requirement[] };
}

/** Whether an object is among those that a quota is about. Only pods can be told apart. */
export function inScopes(spec: QuotaSpec, key: string, object: ApiObject): boolean {
  const all = [
    ...(spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: "Exists" })),
    ...(spec.scopeSelector?.matchExpressions ?? []),
  ];
  return all.every((each) => key === "pods." && inScope(each, object));
}

export function isTerminating(pod: ApiObject | undefined): boolean {
  const { activeDeadlineSeconds } = (pod?.spec ?? {}) as { activeDeadlineSeconds?: number };
  return activeDeadlineSeconds !== undefined && activeDeadlineSeconds >= 0;
}

function inScope({ scopeName, operator, values = [] }: Requirement, pod: ApiObject): boolean {
  switch (scopeName) {
    case "Terminating":
      return isTerminating(pod);
    case "NotTerminating":
      return !isTerminating(pod);
    case "BestEffort":
      return isBestEffort(pod);
    case "NotBestEffort":
      return !isBestEffort(pod);
    case "PriorityClass": {
      const { priorityClassName = "" } = specOf(pod);
      if (operator === "Exists") return priorityClassName !== "";
      if (operator === "DoesNotExist") return priorityClassName === "";
      if (operator === "In") return values.includes(priorityClassName);
      return !values.includes(priorityClassName);
    }
    case "CrossNamespacePodAffinity":
      return looksAbroad(pod);
    default:
      return false;
  }
}

interface Term {
  namespaces?: string[];
  namespaceSelector?: object;
}

interface Affinity {
  requiredDuringSchedulingIgnoredDuringExecution?: Term[];
  preferredDuringSchedulingIgnoredDuringExecution?: { podAffinityTerm: Term }[];
}

/** A pod whose place hangs on pods of other namespaces. */
function looksAbroad(pod: ApiObject): boolean {
  const { affinity } = pod.spec as {
    affinity?: { podAffinity?: Affinity; podAntiAffinity?: Affinity };
  };
  return [affinity?.podAffinity, affinity?.podAntiAffinity].some((each) =>
    [
      ...(each?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(each?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
        ({ podAffinityTerm }) => podAffinityTerm,
      ),
    ].some(
      ({ namespaces = [], namespaceSelector }) =>
        namespaces.length > 0 || namespaceSelector !== undefined,
    ),
  );
}
