import { ofFullestInstance } from "../../harness/analysis/capacity/features.ts";
import type { MeasuredPoint } from "../../harness/core/capacity.ts";

const controller = "kustomize-controller";

/**
 * Percent of the time it wanted to run that its quota kept kustomize-controller from it. A single thread that never
 * pauses has 100 less the limit; where it is much less, something else held it up: an API server without CPU, or
 * other work on the machine.
 */
export function heldBackPercent(point: MeasuredPoint): number | undefined {
  const of = (figure: string) =>
    ofFullestInstance(point, controller, (instance) => `cpu.${instance}.${figure}`);
  const waited = of("throttledSeconds");
  const ran = of("seconds");
  return waited === undefined || ran === undefined ? undefined : (100 * waited) / (waited + ran);
}
