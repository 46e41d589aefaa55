import { confidence, type Model } from "../analysis/capacity/fit-model.ts";
import { derive } from "../analysis/capacity/intervals.ts";
import type { Estimate } from "../core/capacity.ts";
import { scale } from "./work-load.ts";

/** What so many reconciles cost by a model of CPU time or requests; undefined where that doesn't fit. */
export function workOf(
  { fit, document, formula }: Model,
  reconciles: number,
): Estimate | undefined {
  const index = formula.unknowns.findIndex(({ name }) => name === "d1");
  if (!fit || !document.fits || index < 0) return undefined;
  const { value, low, high } = derive(fit, (all) => all[index] ?? 0, confidence);
  return scale({ value, low: Math.max(0, low), high }, reconciles);
}
