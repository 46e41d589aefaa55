import type { Random } from "../../core/clock.ts";
import { middleOf } from "../median.ts";

const resamples = 2000;

/**
 * Which of so many sorted values are in the middle of each draw with putting back: the same for all metrics of a
 * look, for it hangs on places alone.
 */
export type Resamples = (count: number) => Uint16Array;

export function openResamples(random: Random): Resamples {
  const kept = new Map<number, Uint16Array>();
  return (count) => {
    const found = kept.get(count) ?? drawMiddles(count, random.fork(`resamples/${count}`));
    kept.set(count, found);
    return found;
  };
}

/** Places of the lower and the upper middle, resample by resample. */
function drawMiddles(count: number, random: Random): Uint16Array {
  const middles = new Uint16Array(2 * resamples);
  const sample = new Uint16Array(count);
  const [lower, upper] = middleOf(count);
  for (let at = 0; at < resamples; at++) {
    for (let place = 0; place < count; place++) sample[place] = random.below(count);
    sample.sort();
    middles[2 * at] = sample[lower] ?? 0;
    middles[2 * at + 1] = sample[upper] ?? 0;
  }
  return middles;
}

/**
 * Percentile bootstrap interval of the median.
 * @param tail share of resamples that are left out at either end.
 */
export function bootstrapMedian(
  values: readonly number[],
  tail: number,
  draw: Resamples,
): [number, number] {
  const middles = draw(values.length);
  const sorted = Float64Array.from(values).sort();
  const medians = new Float64Array(resamples);
  for (let at = 0; at < resamples; at++) {
    const lower = sorted[middles[2 * at] ?? 0] ?? 0;
    const upper = sorted[middles[2 * at + 1] ?? 0] ?? 0;
    medians[at] = (lower + upper) / 2;
  }
  medians.sort();
  const out = Math.floor(tail * resamples);
  return [medians[out] ?? Number.NaN, medians[resamples - 1 - out] ?? Number.NaN];
}
