import { describe, expect, it } from "vitest";
import { defaultRules } from "../../harness/analysis/qualification/default-rules.ts";
import { matchesGlob } from "../../harness/core/glob.ts";
import { bounds, brokenBounds, brokenRealBounds } from "./bounds.ts";
import { honestyMarkdown } from "./markdown.ts";
import { noise } from "./noise.ts";
import { study } from "./study.ts";

describe("the judge, in a small version of npm run honesty", () => {
  const outcomes = study({ plans: [20], same: 40, changed: 20, seed: 7 });
  const [same, latency, memory] = outcomes;

  it("calls noise a difference as rarely as it promises", () => {
    expect(same?.alarms).toBeLessThanOrEqual(bounds.alarmsMost * 40);
  });

  it("mostly shows that what is the same is the same", () => {
    expect(same?.qualified).toBeGreaterThanOrEqual(28);
  });

  it("finds what was made worse", () => {
    expect(latency?.found).toBeGreaterThanOrEqual(12);
    expect(memory?.found).toBe(20);
    expect((latency?.qualified ?? 20) + (memory?.qualified ?? 20)).toBeLessThanOrEqual(2);
  });

  it("is told in a table", () => {
    const text = honestyMarkdown({
      ...{ commit: "abc1234", seed: 7, tookMs: 1000, simulated: outcomes, broken: [] },
    });
    expect(text).toContain(`| 20 | 17 min | ${same?.pairs.toFixed(1)} | ${same?.alarms} of 40 |`);
    expect(text).toContain("All bounds hold.");
  });
});

describe("the bounds", () => {
  const outcomes = {
    ...{ change: "nothing", planned: 36, comparisons: 200, alarms: 16, found: 0 },
    ...{ qualified: 150, inconclusive: 40, regressed: 10, pairs: 30 },
  };
  const real = {
    ...{ arm: "same", isChanged: false, budget: "10m", comparisons: 10, alarms: 2, found: 0 },
    ...{ qualified: 8, inconclusive: 2, regressed: 0, failed: 0, longestMs: 1 },
  };

  it("are broken by one false alarm too many", () => {
    expect(brokenBounds([outcomes])).toEqual([]);
    expect(brokenBounds([{ ...outcomes, alarms: 17 }])).toHaveLength(1);
    expect(brokenRealBounds([real])).toEqual([]);
    expect(brokenRealBounds([{ ...real, alarms: 3, qualified: 7 }])).toHaveLength(2);
  });

  it("are broken by a change that is missed, where enough pairs were there to find it", () => {
    const missed = { ...outcomes, change: "latency +10 %", found: 179 };
    expect(brokenBounds([missed])).toHaveLength(1);
    expect(brokenBounds([{ ...missed, found: 180 }])).toEqual([]);
    expect(brokenBounds([{ ...missed, planned: 20 }])).toEqual([]);
    const changed = { ...real, arm: "delay", isChanged: true };
    expect(brokenRealBounds([{ ...changed, found: 7 }])).toHaveLength(1);
    expect(brokenRealBounds([{ ...changed, found: 8, qualified: 0 }])).toEqual([]);
  });
});

it("all simulated figures are ones that the default rules speak of", () => {
  for (const { metric } of noise.figures) {
    expect(
      defaultRules.some(({ match }) => matchesGlob(match, metric)),
      metric,
    ).toBe(true);
  }
});
