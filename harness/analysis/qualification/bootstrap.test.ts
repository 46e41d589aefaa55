import { expect, test } from "vitest";
import { seededRandom } from "../../../simulators/support/random.ts";
import { median } from "../median.ts";
import { bootstrapMedian, openResamples } from "./bootstrap.ts";

test("the interval of the median comes as near to its confidence as a bootstrap of few values does", () => {
  const random = seededRandom(1);
  const draw = openResamples(seededRandom(2));
  let covered = 0;
  for (let at = 0; at < 300; at++) {
    const values = Array.from({ length: 15 }, () => random.next() + random.next());
    const [low, high] = bootstrapMedian(values, 0.025, draw);
    if (low <= 1 && high >= 1) covered++;
  }
  expect(covered).toBeGreaterThan(270);
  expect(covered).toBeLessThan(300);
});

test("its ends are where resampled medians end: known for three values", () => {
  // The median of a resample of 1, 2, 3 is 1 with probability 7/27.
  const draw = openResamples(seededRandom(1));
  expect(bootstrapMedian([3, 1, 2], 0.2, draw)).toEqual([1, 3]);
  expect(bootstrapMedian([3, 1, 2], 0.3, draw)).toEqual([2, 2]);
  expect(bootstrapMedian([5, 5, 5, 5], 0.025, draw)).toEqual([5, 5]);
});

test("medians of even numbers are the mean of the middle two", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([9, 1, 3])).toBe(3);
});
