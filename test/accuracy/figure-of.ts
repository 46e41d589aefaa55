import { latencyFormula } from "../../harness/analysis/capacity/latency-formula.ts";
import { memoryFormulas } from "../../harness/analysis/capacity/memory-formulas.ts";
import type { MeasuredPoint } from "../../harness/core/capacity.ts";

/** The figure of a point as models read it: that of the fullest instance. */
export function figureOf(point: MeasuredPoint, figure: string): number | undefined {
  const formulas = [latencyFormula({ stage: "ready", share: 0.95 }), ...memoryFormulas];
  return formulas.find((formula) => formula.figure === figure)?.measured(point);
}
