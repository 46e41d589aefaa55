import { describe, expect, it } from "vitest";
import { defaultRules } from "../../harness/analysis/qualification/default-rules.ts";
import { matchesGlob } from "../../harness/core/glob.ts";
import { fixtureHonesty } from "../../reports/fixtures/honesty.ts";
import { renderHonestyPage } from "../../reports/html/honesty/honesty-page.ts";
import { bounds, brokenBounds, brokenRealBounds } from "./bounds.ts";
import { honestyMarkdown } from "./markdown.ts";
import { noise } from "./noise.ts";
import { study } from "./study.ts";
import { wholeStudy } from "./whole-study.ts";

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
    const stored = { digest: "d", seed: 7, commit: "abc1234", tookMs: 1000, outcomes };
    const whole = wholeStudy({ study: stored, real: [] });
    const text = honestyMarkdown(whole, { seed: 7, tookMs: 1000, olderLines: 3 });
    const pairs = same?.pairs.toFixed(1);
    expect(text).toContain(`| 13 min | 20 | ${pairs} | ${same?.alarms} of 40 |`);
    expect(text).toContain("All bounds hold.");
    expect(text).toContain("don't count: 3 so far");
    expect(renderHonestyPage(whole)).toContain("all bounds hold");
  });
});

describe("the bounds", () => {
  const outcomes = {
    ...{ change: "nothing", planned: 48, comparisons: 200, alarms: 16, found: 0 },
    ...{ qualified: 150, inconclusive: 40, regressed: 10, pairs: 30 },
  };
  const [one] = fixtureHonesty().real;
  const ten = (wrong: number, right: object, other: object) =>
    Array.from({ length: 10 }, (_, at) => ({
      ...(one ?? expect.fail("no fixture")),
      ...(at < wrong ? other : right),
    }));

  it("are broken by one false alarm too many", () => {
    expect(brokenBounds([outcomes])).toEqual([]);
    expect(brokenBounds([{ ...outcomes, alarms: 17 }])).toHaveLength(1);
    const alarmed = { alarms: ["latency.ready.p50Ms worse"], verdict: "regressed" };
    expect(brokenRealBounds(ten(2, {}, alarmed))).toEqual([]);
    expect(brokenRealBounds(ten(3, {}, alarmed))).toHaveLength(2);
  });

  it("are broken by a change that is missed, where enough pairs were there to find it", () => {
    const missed = { ...outcomes, change: "latency +10 %", found: 179 };
    expect(brokenBounds([missed])).toHaveLength(1);
    expect(brokenBounds([{ ...missed, found: 180 }])).toEqual([]);
    expect(brokenBounds([{ ...missed, planned: 20 }])).toEqual([]);
    const changed = { arm: "delay", isChanged: true, found: true };
    expect(brokenRealBounds(ten(3, changed, { ...changed, found: false }))).toHaveLength(1);
    expect(brokenRealBounds(ten(2, changed, { ...changed, found: false }))).toEqual([]);
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
