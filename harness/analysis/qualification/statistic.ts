import { median } from "../median.ts";
import type { SignFlips } from "./sign-flips.ts";

/**
 * Sums of the steps under each way of the signs. A step that is far beyond the others (a run that
 * something else on the machine disturbed) counts as twice their median at most. That hangs on sizes
 * alone, which no flip changes, so that the test stays exact.
 * @param floor sizes up to it count in full.
 */
export function flippedSums(
  steps: readonly number[],
  pairs: readonly number[],
  flips: SignFlips,
  floor: number,
): { sums: Float64Array; squares: number } {
  const held = clip(steps, floor);
  const sums = new Float64Array(flips.count);
  for (const [at, pair] of pairs.entries()) {
    const step = held[at] ?? 0;
    if (step === 0) continue;
    const start = pair * flips.count;
    for (let way = 0; way < flips.count; way++) {
      sums[way] = (sums[way] ?? 0) + (flips.signs[start + way] ?? 0) * step;
    }
  }
  return { sums, squares: held.reduce((sum, step) => sum + step * step, 0) };
}

/** Sizes beyond twice the median, or `floor` if that is more, held to it. */
export function clip(steps: readonly number[], floor: number): number[] {
  const most = Math.max(2 * median(steps.map(Math.abs)), floor);
  return steps.map((step) => Math.max(-most, Math.min(most, step)));
}

/** Sums that differ by rounding alone are the same. */
export const tolerance = 1e-9;
