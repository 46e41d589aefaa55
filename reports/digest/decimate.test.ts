import fc from "fast-check";
import { expect, test } from "vitest";
import { decimate } from "./decimate.ts";

const series = fc.array(fc.option(fc.integer({ min: 0, max: 1e9 }), { freq: 9 }), {
  maxLength: 3000,
});

test("keeps first, last, lowest and highest in order, within the count", () => {
  fc.assert(
    fc.property(series, (values) => {
      const samples = values.map((value, index) => ({ index, value }));
      const kept = decimate(samples, ({ value }) => [value], 100);
      expect(kept.length).toBeLessThanOrEqual(102);
      expect(kept).toEqual(kept.toSorted((a, b) => a.index - b.index));
      expect(kept[0]).toBe(samples[0]);
      expect(kept.at(-1)).toBe(samples.at(-1));
      const measured = (all: typeof samples) => all.flatMap(({ value }) => value ?? []);
      expect(Math.max(...measured(kept))).toBe(Math.max(...measured(samples)));
      expect(Math.min(...measured(kept))).toBe(Math.min(...measured(samples)));
      expect(kept.some(({ value }) => value === null)).toBe(values.includes(null));
    }),
  );
});
