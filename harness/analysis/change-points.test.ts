import { expect, test } from "vitest";
import { seededRandom } from "../../simulators/support/random.ts";
import { changePoints } from "./change-points.ts";

/** Values around levels, with a tenth of noise. */
function series(seed: number, ...parts: { level: number; count: number }[]): number[] {
  const random = seededRandom(seed);
  const noise = () => 1 + (random.next() + random.next() + random.next() - 1.5) / 15;
  return parts.flatMap(({ level, count }) => Array.from({ length: count }, () => level * noise()));
}

test("a change of level is found where it is", () => {
  const [change, ...more] = changePoints(
    series(1, { level: 100, count: 15 }, { level: 130, count: 15 }),
  );
  expect(more).toEqual([]);
  expect(change?.index).toBe(15);
  expect((change?.after ?? 0) / (change?.before ?? 1)).toBeCloseTo(1.3, 1);
  expect(change?.p).toBeLessThan(0.01);
});

test("so are several, each with the levels around it", () => {
  const parts = [100, 150, 90].map((level) => ({ level, count: 20 }));
  const found = changePoints(series(2, ...parts));
  expect(found.map(({ index }) => index)).toEqual([20, 40]);
  expect(found[0]?.after).toBe(found[1]?.before);
});

test("one outlier is no change, nor is a series that stays", () => {
  const steady = series(3, { level: 100, count: 30 });
  expect(changePoints(steady)).toEqual([]);
  expect(changePoints(steady.with(12, 5_000))).toEqual([]);
  expect(changePoints(Array.from({ length: 40 }, () => 7))).toEqual([]);
  expect(changePoints([1, 1, 1, 9, 9, 9])).toEqual([]);
});

test("chance alone is told as a change in at most one series of a hundred", () => {
  let alarms = 0;
  for (let seed = 0; seed < 1_000; seed += 1) {
    if (changePoints(series(seed, { level: 100, count: 40 })).length > 0) alarms += 1;
  }
  expect(alarms).toBeLessThanOrEqual(10);
});

test("a fifth more is found in at least nine of ten series of two times twelve", () => {
  let found = 0;
  for (let seed = 0; seed < 200; seed += 1) {
    const values = series(seed, { level: 100, count: 12 }, { level: 120, count: 12 });
    if (changePoints(values).length === 1) found += 1;
  }
  expect(found).toBeGreaterThanOrEqual(180);
});
