import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { growthOf } from "./growth.ts";

const everyMs = 500;
/** Ten minutes of samples. */
const series = (value: (index: number) => number, count = 1200) =>
  Array.from({ length: count }, (_, index) => ({ tMs: index * everyMs, value: value(index) }));

describe("growthOf", () => {
  it("is that of a line, without any doubt", () => {
    const grown = growthOf(series((index) => 1000 + 2 * index));
    expect(grown?.value).toBeCloseTo(2400, -1);
    expect((grown?.high ?? 0) - (grown?.low ?? 0)).toBeLessThan(5);
    expect(grown?.overMs).toBe(1199 * everyMs);
  });

  it("is none of what always falls back", () => {
    const grown = growthOf(series((index) => 1000 + (index % 30)));
    expect(Math.abs(grown?.value ?? Number.NaN)).toBeLessThan(3);
    expect(grown?.low).toBeLessThan(0);
    expect(grown?.high).toBeGreaterThan(0);
  });

  it("finds what grows below a sawtooth that is ten times its height", () => {
    const grown = growthOf(series((index) => (index * 60) / 1200 + (index % 50) * 12));
    expect(grown?.low).toBeGreaterThan(30);
    expect(grown?.high).toBeLessThan(90);
  });

  it("doubts a single step more than a line of the same height", () => {
    const width = (value: (index: number) => number) => {
      const grown = growthOf(series(value));
      return (grown?.high ?? Number.NaN) - (grown?.low ?? Number.NaN);
    };
    expect(width((index) => (index < 600 ? 0 : 100))).toBeGreaterThan(50);
    expect(width((index) => index / 12)).toBeLessThan(1);
  });

  it("is told of no fewer than five samples in each twelfth of the time", () => {
    expect(growthOf([])).toBeUndefined();
    expect(growthOf(series(() => 1, 59))).toBeUndefined();
    expect(growthOf(series(() => 1, 61))).toMatchObject({ value: 0, low: 0, high: 0 });
    const early = series(() => 1).slice(0, 600);
    expect(growthOf([...early, { tMs: 600_000, value: 1 }])).toBeUndefined();
  });

  it("asks for no level and no unit", () => {
    const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 120, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 50 }), (drawn, factor) => {
        const plain = growthOf(series((index) => drawn[index] ?? 0, drawn.length));
        const other = growthOf(series((index) => 7 + factor * (drawn[index] ?? 0), drawn.length));
        expect(other?.value).toBeCloseTo(factor * (plain?.value ?? Number.NaN), 5);
        expect(other?.high).toBeCloseTo(factor * (plain?.high ?? Number.NaN), 5);
        expect(plain?.low).toBeLessThanOrEqual(plain?.value ?? Number.NaN);
      }),
    );
  });
});
