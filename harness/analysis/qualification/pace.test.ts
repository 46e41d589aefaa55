import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../simulators/support/random.ts";
import type { AlignedMetric } from "./align.ts";
import { testDifferences } from "./difference-test.ts";
import { testEquivalence } from "./equivalence-test.ts";
import { withoutPace } from "./pace.ts";
import { signFlips } from "./sign-flips.ts";

const paces = [0.2, -0.25, 0.02, 0.3, -0.1, -0.22, 0.01, 0.25, -0.3, 0.05];
const own = [0.01, -0.02, 0.02, -0.01, 0.015, -0.005, -0.02, 0.01, 0.02, -0.015];

describe("what the machine's pace did", () => {
  it("is taken out, and what the candidate did stays", () => {
    const steps = own.map((step, at) => step + 0.1 + 1.1 * (paces[at] ?? 0));
    const { steps: left, weight } = withoutPace(steps, paces);
    expect(weight).toBeGreaterThan(0.9);
    for (const step of left) expect(step).toBeCloseTo(0.1, 1);
  });

  it("stays in where no pace is known, or the figure goes against it", () => {
    expect(withoutPace(own, [])).toEqual({ steps: own, weight: 0 });
    expect(
      withoutPace(
        own,
        own.map(() => 0),
      ),
    ).toEqual({ steps: own, weight: 0 });
    expect(
      withoutPace(
        paces.map((pace) => -pace),
        paces,
      ).weight,
    ).toBe(0);
  });

  it("is never more than half as much again", () => {
    expect(
      withoutPace(
        paces.map((pace) => 5 * pace),
        paces,
      ).weight,
    ).toBe(1.5);
  });

  it("turns its sign with the sides of a pair, so that sign-flip tests stay exact", () => {
    const { steps: left, weight } = withoutPace(own, paces);
    const turned = (values: readonly number[]) =>
      values.map((value, at) => (at % 3 ? value : -value));
    const other = withoutPace(turned(own), turned(paces));
    expect(other.weight).toBeCloseTo(weight, 12);
    for (const [at, step] of other.steps.entries())
      expect(step).toBeCloseTo(turned(left)[at] ?? 0, 12);
  });
});

describe("the tests, on a machine that is slower for either side by chance", () => {
  const steps = own.map((step, at) => step + (paces[at] ?? 0));
  const flips = signFlips(10, 1024, seededRandom(1));

  it("show that nothing differs, which they could not do without its pace", () => {
    expect(testEquivalence(aligned(steps, []), flips)).toBeGreaterThan(0.05);
    expect(testEquivalence(aligned(steps, paces), flips)).toBeLessThan(0.01);
  });

  it("find a tenth more, which they could not do without its pace", () => {
    const slower = steps.map((step) => step + 0.1);
    expect(testDifferences([aligned(slower, [])], flips)[0]?.pValue).toBeGreaterThan(0.05);
    expect(testDifferences([aligned(slower, paces)], flips)[0]).toMatchObject({ isMore: true });
    expect(testDifferences([aligned(slower, paces)], flips)[0]?.pValue).toBeLessThan(0.01);
  });

  it("call nothing different that is alike more often than they may", () => {
    const random = seededRandom(5);
    const trials = 400;
    let found = 0;
    for (let trial = 0; trial < trials; trial++) {
      const pace = Array.from({ length: 8 }, () => random.next() - 0.5);
      const same = pace.map((each) => each * random.next() + 0.2 * (random.next() - 0.5));
      const flipped = signFlips(8, 256, random);
      if ((testDifferences([aligned(same, pace)], flipped)[0]?.pValue ?? 1) <= 0.05) found += 1;
    }
    // 20 are expected; 36 would be a chance of one in a thousand.
    expect(found).toBeLessThan(36);
  });
});

function aligned(steps: number[], paced: number[]): AlignedMetric {
  const rule = { match: "*", marginPercent: 10, marginAbsolute: 0, decides: true };
  const runs = steps.length;
  return {
    ...{ scenario: "a/b", metric: "latency.ready.p50Ms", rule, steps, paces: paced },
    ...{ baseline: [], candidate: [], present: { baseline: runs, candidate: runs, runs } },
    ...{ pairs: steps.map((_, at) => at), scale: "ratio", margin: Math.log(1.1) },
  };
}
