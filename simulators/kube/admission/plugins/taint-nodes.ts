import type { ApiObject } from "../../model/api-object.ts";
import type { Attributes } from "../attributes.ts";

const notReady = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };

/** TaintNodesByCondition: nothing is scheduled to a new node before it says that it is ready. */
export function taintNode(attributes: Attributes): ApiObject | undefined {
  const { found, subresource, operation, object } = attributes;
  const { group, plural } = found.definition;
  if (group !== "" || plural !== "nodes" || subresource !== "" || operation !== "CREATE") {
    return undefined;
  }
  const { taints = [] } = (object?.spec ?? {}) as { taints?: (typeof notReady)[] };
  const tainted = taints.some(({ key, effect }) => {
    return key === notReady.key && effect === notReady.effect;
  });
  if (!object || tainted) return undefined;
  return { ...object, spec: { ...(object.spec as object), taints: [...taints, notReady] } };
}
