import { confidence, type Model } from "../analysis/capacity/fit-model.ts";
import { derive } from "../analysis/capacity/intervals.ts";
import type { CapacityQuestion, Estimate } from "../core/capacity.ts";
import { scale } from "./work-load.ts";

/** What so many reconciles cost by a model of CPU time or requests; undefined where that doesn't fit. */
export function workOf(
  { fit, document, formula }: Model,
  question: CapacityQuestion,
  reconciles: number,
): Estimate | undefined {
  const { each } = formula;
  if (!fit || !document.fits || !each) return undefined;
  const { filesPerRepository } = question;
  const { value, low, high } = derive(
    fit,
    (parameters) => each(parameters, { filesPerRepository }),
    confidence,
  );
  return scale({ value, low: Math.max(0, low), high }, reconciles);
}
