import type { Random } from "../../core/clock.ts";
import { medianOfSorted } from "./median.ts";

const resamples = 2000;

/** Draws of pairs with putting back, kept by how many there are: the same for all metrics of a look. */
export type Resamples = (count: number) => Uint8Array;

export function openResamples(random: Random): Resamples {
  const kept = new Map<number, Uint8Array>();
  return (count) => {
    const found = kept.get(count);
    if (found) return found;
    const own = random.fork(`resamples/${count}`);
    const drawn = Uint8Array.from({ length: resamples * count }, () => own.below(count));
    kept.set(count, drawn);
    return drawn;
  };
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
  const count = values.length;
  const drawn = draw(count);
  const medians = new Float64Array(resamples);
  const sample = new Float64Array(count);
  for (let at = 0; at < resamples; at++) {
    for (let place = 0; place < count; place++) {
      const value = values[drawn[at * count + place] ?? 0] ?? 0;
      // Put where it belongs: quicker than a sort for so few.
      let to = place;
      for (; to > 0 && (sample[to - 1] ?? 0) > value; to--) sample[to] = sample[to - 1] ?? 0;
      sample[to] = value;
    }
    medians[at] = medianOfSorted(sample);
  }
  medians.sort();
  const out = Math.floor(tail * resamples);
  return [medians[out] ?? Number.NaN, medians[resamples - 1 - out] ?? Number.NaN];
}
