import { describe, expect, test } from "vitest";
import { seededRandom } from "../../simulators/support/random.ts";
import { recentShift } from "./recent-shift.ts";

describe("the latest values of a series", () => {
  test("that are all greater than those before have the share of one choice among all", () => {
    const before = Array.from({ length: 20 }, (_, at) => 100 + ((at * 7) % 20));
    // 1 of 8,855 ways to choose three of 23, at four counts.
    const shift = recentShift([...before, 200, 201, 202]);
    expect(shift).toMatchObject({ count: 3, held: 20, before: 109, after: 201 });
    expect(shift?.p).toBeCloseTo((4 * 6) / (23 * 22 * 21), 10);
  });

  test("with ties have the share of all choices with the same ranks", () => {
    // Ranks 1, 2, 3 and three times 5: of 20 ways to choose three, one has the sum 15.
    expect(recentShift([1, 2, 3, 4, 4, 4])?.p).toBeCloseTo(4 / 20, 10);
    // Five times rank 4 and twice 1.5: three of rank 4 are 10 of 35 ways.
    expect(recentShift([0, 0, 0, 0, 7, 0, 7, 7, 0, 7])?.p).toBeGreaterThan(0.3);
  });

  test("are held to those since the last change of level alone", () => {
    const slow = Array.from({ length: 30 }, (_, at) => 1_000 + (at % 7));
    const quick = Array.from({ length: 30 }, (_, at) => 100 + (at % 7));
    const shift = recentShift([...slow, ...quick, 200, 203, 201, 202, 204]);
    expect(shift).toMatchObject({ count: 5, held: 30, before: 103 });
    expect(shift?.p).toBeLessThan(0.0001);
  });

  test("say nothing when there are too few, or when they are no greater", () => {
    expect(recentShift([1, 2, 300, 300, 300])).toBeUndefined();
    expect(recentShift(Array.from({ length: 40 }, () => 7))).toBeUndefined();
    expect(recentShift(Array.from({ length: 40 }, (_, at) => 100 - at))).toBeUndefined();
  });

  test("of one level look greater by chance as seldom as told", () => {
    const random = seededRandom("level");
    const alarms = Array.from({ length: 600 }, () =>
      recentShift(Array.from({ length: 40 }, () => random.next())),
    ).filter((shift) => shift && shift.p < 0.05);
    expect(alarms.length).toBeLessThan(600 * 0.05 + 12);
  });
});
