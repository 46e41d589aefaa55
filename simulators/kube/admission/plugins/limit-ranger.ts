import type { ApiObject } from "../../model/api-object.ts";
import { type Attributes, refusal } from "../attributes.ts";
import { printAmount } from "../quotas/amount.ts";
import { podResources } from "../quotas/pod-resources.ts";
import { type ResourceList, readList } from "../quotas/resource-list.ts";
import { type Limits, limitProblems } from "./limit-rules.ts";
import { type Container, podOf, specOf, withSpec } from "./pod.ts";

const limitRanges = { group: "", resource: "limitranges" };
const annotation = "kubernetes.io/limit-ranger";

/** LimitRanger: containers of a new pod get what their namespace gives those that ask for nothing. */
export function giveLimits(attributes: Attributes): ApiObject | undefined {
  const pod = podOf(attributes);
  if (!pod || attributes.operation !== "CREATE") return undefined;
  let limited: ApiObject | undefined;
  for (const limits of limitsOf(attributes))
    limited = withDefaults(limited ?? pod, limits) ?? limited;
  return limited;
}

/** Nobody takes less or more than their namespace lets them. @throws ApiError */
export function requireLimits(attributes: Attributes): void {
  const { object, oldObject, found, operation, subresource } = attributes;
  const { group, plural } = found.definition;
  const key = `${plural}.${group}/${subresource}`;
  const judged =
    (key === "pods./" && operation === "CREATE") ||
    (key === "pods./resize" && operation === "UPDATE") ||
    (key === "persistentvolumeclaims./" && (operation === "CREATE" || operation === "UPDATE"));
  if (!judged || !object || oldObject?.metadata.deletionTimestamp !== undefined) return;
  for (const limits of limitsOf(attributes)) {
    const problems = limits.flatMap((limit) =>
      plural === "pods" ? podProblems(object, limit) : claimProblems(object, limit),
    );
    const unique = [...new Set(problems)];
    if (unique.length === 0) continue;
    throw refusal(attributes, unique.length > 1 ? `[${unique.join(", ")}]` : (unique[0] ?? ""));
  }
}

function limitsOf({ reader, namespace }: Attributes): Limits[][] {
  return reader
    .list(limitRanges, namespace)
    .map(({ spec }) => (spec as { limits?: Limits[] } | undefined)?.limits ?? []);
}

function podProblems(pod: ApiObject, limit: Limits): string[] {
  if (limit.type === "Pod") {
    const requests = podResources(pod, "requests");
    return limitProblems(limit, { requests, limits: podResources(pod, "limits") });
  }
  if (limit.type !== "Container") return [];
  const { containers = [], initContainers = [] } = specOf(pod);
  return [...containers, ...initContainers].flatMap(({ resources }) =>
    limitProblems(limit, {
      requests: readList(resources?.requests),
      limits: readList(resources?.limits),
    }),
  );
}

function claimProblems(claim: ApiObject, limit: Limits): string[] {
  if (limit.type !== "PersistentVolumeClaim") return [];
  const { resources } = (claim.spec ?? {}) as { resources?: { requests?: object } };
  return limitProblems(limit, { requests: readList(resources?.requests) });
}

function withDefaults(pod: ApiObject, limits: readonly Limits[]): ApiObject | undefined {
  const ofContainers = limits.filter(({ type }) => type === "Container");
  const requests = merged(ofContainers.map(({ defaultRequest }) => readList(defaultRequest)));
  const most = merged(ofContainers.map((limit) => readList(limit.default)));
  const { containers = [], initContainers } = specOf(pod);
  const said: string[] = [];
  const give = (what: string) => (container: Container) => {
    const own = container.resources ?? {};
    const missing = {
      request: without(requests, own.requests),
      limit: without(most, own.limits),
    };
    for (const kind of ["request", "limit"] as const) {
      const names = Object.keys(missing[kind]).sort();
      if (names.length > 0) said.push(`${names.join(", ")} ${kind} for ${what} ${container.name}`);
    }
    const resources = {
      ...own,
      ...asked("requests", { ...own.requests, ...missing.request }),
      ...asked("limits", { ...own.limits, ...missing.limit }),
    };
    return { ...container, resources };
  };
  const spec = {
    containers: containers.map(give("container")),
    ...(initContainers && { initContainers: initContainers.map(give("init container")) }),
  };
  if (said.length === 0) return undefined;
  const { annotations } = pod.metadata;
  const told = `LimitRanger plugin set: ${said.join("; ")}`;
  const metadata = { ...pod.metadata, annotations: { ...annotations, [annotation]: told } };
  return withSpec({ ...pod, metadata }, spec);
}

function merged(lists: readonly ResourceList[]): ResourceList {
  return new Map(lists.flatMap((list) => [...list]));
}

function without(list: ResourceList, own: object | undefined): Record<string, string> {
  const missing = [...list].filter(([name]) => own === undefined || !(name in own));
  return Object.fromEntries(missing.map(([name, amount]) => [name, printAmount(amount)]));
}

function asked(key: "requests" | "limits", list: Record<string, unknown>) {
  return Object.keys(list).length > 0 ? { [key]: list } : {};
}
