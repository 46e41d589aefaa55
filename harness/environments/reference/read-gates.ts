import type { FeatureGate } from "../../../simulators/controllers/runtime/controller-process.ts";
import { UnsupportedError } from "../../core/failure.ts";

/** The gates that the model heeds, by controller. In Flux 2.7 kustomize-controller alone has this one. */
const heeded: Record<string, readonly FeatureGate[]> = {
  "kustomize-controller": ["CancelHealthCheckOnNewRevision"],
};

/**
 * Reads `A=true,B=false`.
 * @returns those that are on
 * @throws UnsupportedError for a gate that the model hasn't, and what is no gate's value.
 */
export function readGates(controller: string, text: string): Set<FeatureGate> {
  const known = heeded[controller] ?? [];
  const on = new Set<FeatureGate>();
  for (const each of text.split(",")) {
    const [name, value] = each.split("=");
    const gate = known.find((one) => one === name);
    if (!gate || (value !== "true" && value !== "false")) {
      const values = known.map((one) => `${one}=true or =false`).join(", ");
      throw new UnsupportedError(
        `feature gate ${each} of ${controller}`,
        `the model heeds ${values || "none of it"}`,
      );
    }
    if (value === "true") on.add(gate);
    else on.delete(gate);
  }
  return on;
}
