import type { Capacity, FittedModel } from "../../../harness/core/capacity.ts";

/** What the page's script draws from. */
export interface CapacityData {
  models: DrawnModel[];
}

export type DrawnModel = Pick<
  FittedModel,
  "figure" | "axis" | "observed" | "curves" | "knee" | "tolerancePercent"
>;

export function capacityData({ models }: Capacity): CapacityData {
  return {
    models: models.map(({ figure, axis, observed, curves, knee, tolerancePercent }) => ({
      ...{ figure, axis, observed, curves, tolerancePercent },
      ...(knee && { knee }),
    })),
  };
}
