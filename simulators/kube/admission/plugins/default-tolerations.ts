import type { ApiObject } from "../../model/api-object.ts";
import type { Attributes } from "../attributes.ts";
import { podOf, specOf, withSpec } from "./pod.ts";

/** DefaultTolerationSeconds: a pod stays five minutes on a node that is lost. */
export function giveTolerations(attributes: Attributes): ApiObject | undefined {
  const pod = podOf(attributes);
  if (!pod || attributes.operation === "DELETE") return undefined;
  const { tolerations = [] } = specOf(pod);
  const missing = ["not-ready", "unreachable"]
    .map((taint) => `node.kubernetes.io/${taint}`)
    .filter(
      (key) =>
        !tolerations.some(
          (one) => (one.key === key || !one.key) && (one.effect === "NoExecute" || !one.effect),
        ),
    )
    .map((key) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 }));
  if (missing.length === 0) return undefined;
  return withSpec(pod, { tolerations: [...tolerations, ...missing] });
}
