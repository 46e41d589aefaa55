import type { CapacityPlan, ControllerPlan } from "../../core/capacity.ts";

const none = { value: 0, low: 0, high: 0 };

/** A plan of these controllers, all else made up. */
export function planOf(controllers: Partial<ControllerPlan>[]): CapacityPlan {
  return {
    controllers: controllers.map((controller) => ({
      ...{ name: "kustomize-controller", instances: 1, objectsPerInstance: 100, concurrency: 4 },
      ...{ memoryBytes: none, utilisation: null },
      requests: { cpuCores: 0.25, memoryBytes: 128 * 2 ** 20 },
      limits: { cpuCores: 1, memoryBytes: 256 * 2 ** 20 },
      ...controller,
    })),
    ...{ sourceIntervalMs: 60_000, kustomizationIntervalMs: 600_000 },
    ...{ latencyMs: none, marginPercent: 10, latencyParts: [], binding: "", assumptions: [] },
    rates: { gitPerSecond: null, kubernetesPerSecond: {}, kubernetesPerSecondPeak: null },
  };
}
