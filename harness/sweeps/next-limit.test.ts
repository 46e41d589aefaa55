import fc from "fast-check";
import { expect, test } from "vitest";
import { nextLimit } from "./next-limit.ts";

/** Searches for a threshold: limits from there on survive. */
function search(
  threshold: number,
  more: { from?: number; to?: number; hint?: number | null } = {},
) {
  const { from = 16, to = 1024, hint = null } = more;
  let fails: number | null = null;
  let survives: number | null = null;
  const tried: number[] = [];
  for (;;) {
    const limit = nextLimit({ from, to, fails, survives, hint, precision: 0.05 });
    if (limit === undefined) return { fails, survives, tried };
    tried.push(limit);
    if (limit >= threshold) survives = limit;
    else fails = limit;
  }
}

test("begins with the largest, then where the hint is, then around it", () => {
  const { tried, fails, survives } = search(44, { hint: 40 });
  expect(tried.slice(0, 3)).toEqual([1024, 40, 50]);
  expect([fails, survives]).toEqual([43, 45]);
  expect(tried.length).toBeLessThanOrEqual(7);
});

test("the bounds themselves may be the answer", () => {
  expect(search(2000)).toEqual({ fails: 1024, survives: null, tried: [1024] });
  expect(search(1, { hint: 20 })).toMatchObject({ fails: null, survives: 16 });
});

test("whatever the threshold, the hint and the bounds: it is found, and no limit is tried twice", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3000 }),
      fc.option(fc.integer({ min: 1, max: 3000 })),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 2000 }),
      (threshold, hint, from, wider) => {
        const to = from + wider;
        const { fails, survives, tried } = search(threshold, { from, to, hint });
        expect(new Set(tried).size).toBe(tried.length);
        expect(tried.every((limit) => limit >= from && limit <= to)).toBe(true);
        expect(tried.length).toBeLessThanOrEqual(30);
        if (survives === null) {
          expect(threshold).toBeGreaterThan(to);
          return;
        }
        expect(survives).toBeGreaterThanOrEqual(threshold);
        if (fails === null) {
          expect(survives).toBe(from);
          return;
        }
        expect(fails).toBeLessThan(threshold);
        expect(survives - fails <= 1 || survives / fails <= 1.05).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});
