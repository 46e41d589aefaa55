import type { ApiObject } from "../../model/api-object.ts";

export const pods = { group: "", resource: "pods" };

export interface PodCondition {
  type: string;
  status: string;
  [field: string]: unknown;
}

export interface PodStatus {
  phase?: string;
  conditions?: PodCondition[];
}

export interface PodSpec {
  nodeName?: string;
  containers?: { name: string; resources?: unknown }[];
  initContainers?: { name: string; resources?: unknown }[];
  ephemeralContainers?: { name: string }[];
  schedulingGates?: unknown[];
}

export function statusOf({ status }: ApiObject): PodStatus {
  return (status ?? {}) as PodStatus;
}

export function specOf({ spec }: ApiObject): PodSpec {
  return (spec ?? {}) as PodSpec;
}

/** The pod with a condition in the place of the one of its type. */
export function setCondition(pod: ApiObject, condition: PodCondition): ApiObject {
  const status = statusOf(pod);
  const others = (status.conditions ?? []).filter(({ type }) => type !== condition.type);
  return { ...pod, status: { ...status, conditions: [...others, condition] } };
}
