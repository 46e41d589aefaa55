import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantile } from "./quantile.ts";

/** The definition itself: the smallest value that at least `percent` of the values do not exceed. */
function definition(values: readonly number[], percent: number): number | null {
  const fits = values.filter(
    (value) => values.filter((other) => other <= value).length * 100 >= percent * values.length,
  );
  return fits.length > 0 ? Math.min(...fits) : null;
}

describe("quantile", () => {
  it.each<[number[], number, number | null]>([
    [[], 0.5, null],
    [[7], 0.5, 7],
    [[7], 0, 7],
    [[7], 1, 7],
    [[1, 2], 0.5, 1],
    [[1, 2], 0.51, 2],
    [[1, 2, 3, 4], 0.5, 2],
    [[1, 2, 3, 4], 0.75, 3],
    [[1, 2, 3, 4], 0.99, 4],
    [[1, 2, 3, 4], 0, 1],
  ])("of %j at %d is %s", (values, share, expected) => {
    expect(quantile(values, share)).toBe(expected);
  });

  it("is the nearest rank, whatever the values", () => {
    const values = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 120, size: "max" });
    fc.assert(
      fc.property(values, fc.constantFrom(1, 25, 50, 95, 99, 100), (found, percent) => {
        const sorted = found.toSorted((a, b) => a - b);
        expect(quantile(sorted, percent / 100)).toBe(definition(found, percent));
      }),
    );
  });

  it("does not miss a rank by rounding, for the shares that reports use", () => {
    for (const percent of [50, 95, 99, 100]) {
      const wrong = Array.from({ length: 2000 }, (_, index) => index + 1).filter((count) => {
        const ranks = Array.from({ length: count }, (_, index) => index + 1);
        return quantile(ranks, percent / 100) !== Math.ceil((percent * count) / 100);
      });
      expect(wrong, `p${percent}`).toEqual([]);
    }
  });
});
