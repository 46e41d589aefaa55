import type { KubeObject } from "../core/json.ts";
import type { Plan } from "./plan.ts";

/** Stands for the plan's namespace in the texts of a scenario's files and objects. */
export const namespacePlaceholder = "%NAMESPACE%";

/**
 * A regular expression for the namespace of any run, to be put into patterns of messages: a run in a cluster
 * shared with others has one of its own.
 */
export const namespacePattern = "fluxproof(?:-[a-z0-9]+)?";

/** Kinds without a namespace that scenarios may want to make. */
const clusterKinds: readonly string[] = [
  "Namespace",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "PriorityClass",
];

/** An object as it is written: in the plan's namespace unless it names one or its kind has none. */
export function placeObject<Named extends Pick<KubeObject, "apiVersion" | "kind" | "metadata">>(
  plan: Pick<Plan, "namespace">,
  object: Named,
): Named {
  const filled = fillIn(plan, object);
  const namespaced = clusterKinds.includes(object.kind) ? {} : { namespace: plan.namespace };
  return { ...filled, metadata: { ...namespaced, ...filled.metadata } };
}

/** A value with the placeholder replaced in all of its texts. */
export function fillIn<Value>(plan: Pick<Plan, "namespace">, value: Value): Value {
  if (typeof value === "string") {
    return value.replaceAll(namespacePlaceholder, plan.namespace) as Value;
  }
  if (Array.isArray(value)) return value.map((inner) => fillIn(plan, inner)) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, fillIn(plan, inner)]),
  ) as Value;
}
