import { type ApiObject, isNotFound } from "../runtime/controller-api.ts";
import { groupOf, type ObjectId } from "../ssa/object-id.ts";
import type { Target } from "../ssa/target.ts";
import { computeStatus, type StatusName } from "./compute-status.ts";

/** Reads an object, and what it made where that matters, and says how it is. */
export async function readStatus(target: Target, id: ObjectId): Promise<StatusName> {
  try {
    const { apiVersion, resource, namespaced } = await target.statusMapper.preferredOf(
      id.group,
      id.kind,
    );
    const { signal } = target;
    const namespace = namespaced ? id.namespace : undefined;
    const path = { apiVersion, resource, namespace, name: id.name };
    return await statusOf(target, await target.api.get(path, { signal }));
  } catch (error) {
    if (isNotFound(error)) return "NotFound";
    throw error;
  }
}

async function statusOf(target: Target, object: ApiObject): Promise<StatusName> {
  const own = () => computeStatus(object, target.clock);
  const kind = groupOf(object.apiVersion) === "apps" ? object.kind : "";
  if (kind === "Deployment") {
    // What became of its replica sets is asked for but changes nothing.
    for (const replicaSet of await madeBy(target, object, "ReplicaSet")) {
      await madeBy(target, replicaSet, "Pod");
    }
    return own();
  }
  if (kind !== "StatefulSet" && kind !== "ReplicaSet") return own();
  const pods = await madeBy(target, object, "Pod");
  const status = own();
  const hasFailed = pods.some((pod) => computeStatus(pod, target.clock) === "Failed");
  return status === "InProgress" && hasFailed ? "Failed" : status;
}

interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

async function madeBy(
  { api, statusMapper, signal }: Target,
  { metadata, spec }: ApiObject,
  kind: "ReplicaSet" | "Pod",
): Promise<ApiObject[]> {
  const { selector } = (spec ?? {}) as { selector?: LabelSelector };
  if (!selector) throw new Error("no selector found");
  const { apiVersion, resource } = await statusMapper.preferredOf(
    kind === "Pod" ? "" : "apps",
    kind,
  );
  const { namespace } = metadata;
  const labelSelector = selectorText(selector);
  const { items } = await api.list({ apiVersion, resource, namespace }, { labelSelector, signal });
  // Items of a list needn't say what they are.
  return items.map((item) => ({ ...item, apiVersion, kind }));
}

function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key} ${operator === "In" ? "in" : "notin"} (${values.join(",")})`;
  });
  return [...equal, ...expressions].join(",");
}
