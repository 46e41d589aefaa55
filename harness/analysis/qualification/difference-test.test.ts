import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../simulators/support/random.ts";
import type { AlignedMetric } from "./align.ts";
import { testDifferences } from "./difference-test.ts";
import { signFlips } from "./sign-flips.ts";

function metric(steps: number[], margin: number): AlignedMetric {
  const rule = { match: "*", marginPercent: 0, marginAbsolute: margin, decides: true };
  return {
    ...{ scenario: "s", metric: "m", rule, steps, margin, paces: [], scale: "difference" },
    pairs: steps.map((_, at) => at),
    ...{ baseline: steps, candidate: steps },
    present: { baseline: steps.length, candidate: steps.length, runs: steps.length },
  };
}

function pValueOf(steps: number[], margin = 100): number | undefined {
  const flips = signFlips(steps.length, 2 ** 15, seededRandom(1));
  return testDifferences([metric(steps, margin)], flips)[0]?.pValue;
}

/** Ranks 1 to `count`, those named with a minus: the sign-flip test of them is Wilcoxon's. */
const ranks = (count: number, negative: number[]) =>
  Array.from({ length: count }, (_, at) => (negative.includes(at + 1) ? -at - 1 : at + 1));

describe("one metric", () => {
  it("has Fisher's p-value for Darwin's maize (The Design of Experiments, 1935, §21)", () => {
    const darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
    expect(pValueOf(darwin)).toBe((2 * 863) / 2 ** 15);
  });

  // Two-sided probabilities at the critical values for 5 % in printed tables of the signed-rank test.
  it.each([
    { count: 8, negative: [3], sum: 3, ways: 5 },
    { count: 10, negative: [8], sum: 8, ways: 25 },
    { count: 12, negative: [3, 10], sum: 13, ways: 87 },
  ])("has Wilcoxon's p-value for $count pairs and a smaller sum of $sum", (known) => {
    const expected = (2 * known.ways) / 2 ** known.count;
    expect(pValueOf(ranks(known.count, known.negative))).toBe(expected);
    expect(expected).toBeLessThan(0.05);
  });

  it("can't be surer than the number of pairs allows", () => {
    expect(pValueOf([5, 5, 5, 5, 5])).toBe(2 / 2 ** 5);
    expect(pValueOf([0, 0, 0, 0, 0, 0])).toBe(1);
  });

  it("bears one run that something disturbed", () => {
    const steps = [0.1, 0.09, 0.11, 0.1, 0.12, 0.08, 0.1, 0.09, 0.11, 0.1, 0.08, -1.2];
    expect(pValueOf(steps, 0.1)).toBeLessThan(0.05);
    // A mean of the steps as they are would not.
    expect(pValueOf(steps, 2)).toBeGreaterThan(0.5);
  });
});

describe("many metrics", () => {
  const count = 10;
  const family = (seed: number, size: number) => {
    const random = seededRandom(seed);
    const noise = () => random.next() + random.next() + random.next() - 1.5;
    return Array.from({ length: size }, () => metric(Array.from({ length: count }, noise), 0.5));
  };
  const flips = signFlips(count, 2 ** count, seededRandom(1));

  it("are corrected together: without it, noise is a difference nearly always", () => {
    let alarms = 0;
    let uncorrected = 0;
    for (let seed = 0; seed < 60; seed++) {
      const tests = testDifferences(family(seed, 60), flips);
      if (tests.some(({ adjustedPValue }) => adjustedPValue <= 0.05)) alarms++;
      if (tests.some(({ pValue }) => pValue <= 0.05)) uncorrected++;
    }
    expect(alarms).toBeLessThanOrEqual(6);
    expect(uncorrected).toBeGreaterThan(50);
  });

  it("cost nothing where they say the same: Holm's correction would take 40 times the p-value", () => {
    const [one] = family(5, 1);
    if (!one) throw new Error("expected a metric");
    const real = { ...one, steps: one.steps.map((step) => 1 + step / 2) };
    const tests = testDifferences(
      Array.from({ length: 40 }, () => real),
      flips,
    );
    for (const { pValue, adjustedPValue } of tests) expect(adjustedPValue).toBe(pValue);
  });

  it("never have a corrected p-value below their own, and keep the order", () => {
    for (let seed = 0; seed < 20; seed++) {
      for (const { pValue, adjustedPValue } of testDifferences(family(seed, 8), flips)) {
        expect(adjustedPValue).toBeGreaterThanOrEqual(pValue);
        expect(adjustedPValue).toBeLessThanOrEqual(1);
      }
    }
  });

  it("find the one that differs among many that don't", () => {
    const metrics = family(3, 60);
    const [first, ...others] = metrics;
    if (!first) throw new Error("expected a metric");
    const shifted = { ...first, steps: first.steps.map((step) => step + 4) };
    const [found, ...rest] = testDifferences([shifted, ...others], flips);
    expect(found?.adjustedPValue).toBeLessThan(0.05);
    expect(rest.every(({ adjustedPValue }) => adjustedPValue > 0.05)).toBe(true);
  });
});
