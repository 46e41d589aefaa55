import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../simulators/support/random.ts";
import { defaultRules } from "./default-rules.ts";
import { judgeLook, type Look } from "./judge-look.ts";
import type { Pair } from "./pair.ts";
import { fewestPairs, planLooks, sameError, spentBy } from "./spend-error.ts";

const rules = [{ match: "*", marginPercent: 10, marginAbsolute: 0, decides: true }];
const figures = fc.record({
  a: fc.double({ min: 0.5, max: 2, noNaN: true }),
  b: fc.double({ min: 0.9, max: 1.1, noNaN: true }),
  c: fc.integer({ min: 0, max: 3 }),
});
const somePairs = fc.array(
  fc.record({ scenario: fc.constant("s"), baseline: figures, candidate: figures }),
  { minLength: 6, maxLength: 12 },
);
const lookAt = (pairs: Pair[], more: Partial<Parameters<typeof judgeLook>[0]> = {}) =>
  judgeLook({
    ...{ pairs, rules, planned: pairs.length, isLast: true, flips: 512 },
    random: seededRandom("judge"),
    ...more,
  });
const verdicts = (look: Look) => look.metrics.map(({ metric, verdict }) => [metric, verdict]);
const times = (factor: number) => (pair: Pair) => ({
  ...pair,
  baseline: mapValues(pair.baseline, (value) => value * factor),
  candidate: mapValues(pair.candidate, (value) => value * factor),
});
const mapValues = (run: Record<string, number>, map: (value: number) => number) =>
  Object.fromEntries(Object.entries(run).map(([name, value]) => [name, map(value)]));
const swapped = ({ scenario, baseline, candidate }: Pair): Pair => ({
  ...{ scenario, baseline: candidate, candidate: baseline },
});
/** A candidate that takes `factor` of what the baseline takes, give or take a hundredth. */
const steady = (count: number, factor: number, seed = 1): Pair[] => {
  const random = seededRandom(seed);
  const near = () => 1 + (random.next() - 0.5) / 50;
  return Array.from({ length: count }, () => ({
    ...{ scenario: "s", baseline: { a: 100 * near() }, candidate: { a: 100 * factor * near() } },
  }));
};

describe("whatever the figures", () => {
  it("the unit makes no difference", () => {
    fc.assert(
      fc.property(somePairs, fc.constantFrom(0.25, 8, 1024), (pairs, factor) => {
        expect(verdicts(lookAt(pairs.map(times(factor))))).toEqual(verdicts(lookAt(pairs)));
      }),
      { numRuns: 50 },
    );
  });

  it("what is better for one side is worse for the other", () => {
    const opposite = { better: "worse", worse: "better" } as Record<string, string>;
    fc.assert(
      fc.property(somePairs, fc.double({ min: 0.5, max: 2, noNaN: true }), (pairs, shift) => {
        const shifted = pairs.map((pair) => ({
          ...pair,
          candidate: mapValues(pair.candidate, (value) => value * shift),
        }));
        expect(verdicts(lookAt(shifted.map(swapped)))).toEqual(
          verdicts(lookAt(shifted)).map(([name, verdict = ""]) => [
            name,
            opposite[verdict] ?? verdict,
          ]),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("equal runs show no difference", () => {
    fc.assert(
      fc.property(somePairs, (pairs) => {
        const equal = pairs.map((pair) => ({ ...pair, candidate: pair.baseline }));
        const look = lookAt(equal);
        expect(look.metrics.every(({ verdict }) => verdict === "no-difference")).toBe(true);
        expect(look.metrics.every(({ pValue }) => pValue === 1)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe("a figure", () => {
  it.each([
    [1.2, "worse"],
    [0.8, "better"],
    [1.02, "no-difference"],
  ])("that is %f times the baseline's is %s", (factor, verdict) => {
    const [metric] = lookAt(steady(10, factor)).metrics;
    expect(metric).toMatchObject({ verdict, controller: null });
    expect(metric?.ratio).toBeCloseTo(factor, 1);
    expect(metric?.interval?.[0]).toBeLessThan(factor + 0.01);
    expect(metric?.interval?.[1]).toBeGreaterThan(factor - 0.01);
  });

  it("of too few pairs is undecided and says how many it takes", () => {
    const look = lookAt(steady(5, 3));
    expect(look.metrics[0]).toMatchObject({ verdict: "undecided", pValue: null, interval: null });
    expect(look.metrics[0]?.because).toContain("fewer than 6 pairs can't be told from chance");
  });

  it("that one side lacks is undecided and says so", () => {
    const pairs = steady(8, 1).map((pair) => ({ ...pair, candidate: {} }));
    const [metric] = lookAt(pairs).metrics;
    expect(metric?.verdict).toBe("undecided");
    expect(metric?.because).toContain("8 of 8 runs of the baseline do, 0 of the candidate");
  });

  it("of requests that one side never made is a count of zero", () => {
    const pairs = steady(8, 1).map(({ scenario }) => ({
      ...{ scenario, baseline: {}, candidate: { "requests.git.pack": 9 } },
    }));
    const [metric] = lookAt(pairs).metrics;
    expect(metric).toMatchObject({
      verdict: "worse",
      ratio: null,
      controller: "source-controller",
    });
    expect(metric?.because).toContain("9 against 0, more in 8 and less in 0");
  });

  it("that kills in one run only is no evidence of anything", () => {
    const pairs = steady(10, 1).map(({ scenario }, at) => ({
      scenario,
      baseline: { "memory.source-controller.oomKills": 0 },
      candidate: { "memory.source-controller.oomKills": at === 3 ? 1 : 0 },
    }));
    const look = lookAt(pairs, { rules: defaultRules });
    expect(look.metrics[0]?.verdict).toBe("undecided");
    expect(look.metrics[0]?.because).toBe(
      "0 against 0, more in 1 and less in 0 over 10 pairs: neither a difference (p = 1.000, corrected) nor equal in each (p = 1.000)",
    );
    expect(look.stop).toBe(true);
  });
});

describe("looks", () => {
  it("spend the allowed error and no more, the most at the end", () => {
    for (const planned of [6, 11, 16, 30, 45, 60]) {
      const looks = planLooks(planned);
      expect(looks.at(-1)).toBe(planned);
      const spent = looks.map((pairs) => spentBy(pairs / planned));
      expect(spent.at(-1)).toBe(1);
      const parts = spent.map((error, at) => error - (spent[at - 1] ?? 0));
      expect(parts.at(-1)).toBe(Math.max(...parts));
    }
    expect(planLooks(16)).toEqual([12, 16]);
    expect(fewestPairs(0.05)).toBe(6);
  });

  it("hold each part to what it spends", () => {
    const pairs = steady(16, 1);
    const first = lookAt(pairs.slice(0, 12), { planned: 16, isLast: false });
    const last = lookAt(pairs, { earlier: [first] });
    expect(first.spent).toBeCloseTo(spentBy(12 / 16));
    expect(last.spent).toBe(1);
    expect(1 - last.confidence).toBeCloseTo(2 * sameError * (1 - first.spent));
    expect(lookAt(pairs).confidence).toBeCloseTo(1 - 2 * sameError);
  });

  it("keep what was shown, with its figures", () => {
    const shown = steady(12, 1);
    const wild = steady(4, 1).map((pair) => ({ ...pair, candidate: { a: 1000 } }));
    const first = lookAt(shown, { planned: 16, isLast: false });
    expect(first.metrics[0]?.verdict).toBe("no-difference");
    const [last] = lookAt([...shown, ...wild, ...wild, ...wild], { earlier: [first] }).metrics;
    expect(last?.verdict).toBe("no-difference");
    expect(last?.because).toMatch(
      /over 12 pairs: within 10 % .*; with all pairs so far .* 24 pairs/,
    );
  });

  it("stop once all is decided, or something is clearly worse", () => {
    const unknown = steady(12, 1).map((pair, at) => ({
      ...pair,
      baseline: { ...pair.baseline, b: 1 },
      candidate: { ...pair.candidate, b: at % 2 === 0 ? 1.5 : 0.7 },
    }));
    const at = { planned: 16, isLast: false };
    expect(lookAt(steady(12, 1), at)).toMatchObject({ stop: true, decided: 1, undecided: 0 });
    expect(lookAt(unknown, at)).toMatchObject({ stop: false, decided: 1, undecided: 1 });
    const worse = unknown.map((pair) => ({ ...pair, candidate: { ...pair.candidate, a: 150 } }));
    expect(lookAt(worse, at)).toMatchObject({ stop: true, undecided: 1 });
    expect(lookAt([], at)).toMatchObject({ stop: false, metrics: [] });
  });
});
