import { describe, expect, test } from "vitest";
import { regressionsText } from "../commands/regressions-text.ts";
import { findRegressions } from "./regressions.ts";
import type { RunSummary } from "./run-summary.ts";
import { summary } from "./testing/summary.ts";

const metric = "latency.ready.p95Ms";
const request = { metrics: ["latency.*.p95Ms"], marginPercent: 5 };

function nights(values: readonly number[], change: Partial<RunSummary> = {}): RunSummary[] {
  return values.map((value, at) =>
    summary(`${at}-${JSON.stringify(change)}`, {
      startedAt: new Date(Date.UTC(2026, 0, 1 + at)).toISOString(),
      metrics: { [metric]: value, "cpu.source-controller.seconds": value },
      subjectKind: "release",
      ...change,
    }),
  );
}

const steady = Array.from({ length: 40 }, (_, at) => 1_000 + ((at * 37) % 11));
const risen = [...steady, 1_300, 1_310, 1_290];

describe("what got worse", () => {
  test("is told with the run from which on it did", () => {
    const { series, short, found } = findRegressions(
      [...nights(risen), ...nights(steady, { scenario: "sources/steady" })],
      request,
    );
    expect({ series, short }).toEqual({ series: 2, short: 0 });
    expect(found).toMatchObject([
      { metric, startedAt: "2026-02-10T00:00:00.000Z", shift: { count: 3, after: 1_300 } },
    ]);
  });

  test("is nothing while it is within the margin, by the model, or of a figure not asked for", () => {
    const runs = nights([...steady, ...[1_040, 1_041, 1_042, 1_043, 1_044]]);
    expect(findRegressions(runs, request).found).toEqual([]);
    expect(findRegressions(runs, { ...request, marginPercent: 1 }).found).toHaveLength(1);
    expect(findRegressions(nights(risen, { subjectKind: "model" }), request).series).toBe(0);
    expect(findRegressions(nights(risen), { ...request, metrics: ["memory.*"] }).series).toBe(0);
  });

  test("wants more evidence among many figures", () => {
    const others = Array.from({ length: 60 }, (_, at) =>
      nights(steady, { scenario: `sources/steady-${at}` }),
    ).flat();
    expect(findRegressions([...nights(risen), ...others], request).found).toEqual([]);
    const longer = [...risen, 1_305, 1_301, 1_308];
    expect(findRegressions([...nights(longer), ...others], request).found).toHaveLength(1);
  });

  test("is nothing where too few runs are kept, which is told", () => {
    const few = findRegressions(nights(risen.slice(-6)), request);
    expect(few).toEqual({ series: 1, short: 1, found: [] });
    expect(regressionsText(few, "table")).toBe(
      "nothing got worse: 1 figures over time, 1 of them with too few runs to tell",
    );
  });

  test("is a table in a job's summary, whatever names say", () => {
    const found = findRegressions(nights(risen, { subject: "a|b\n<img src=x>" }), request);
    const text = regressionsText(found, "github");
    expect(text).toContain("## fluxproof: 1 got worse");
    expect(text.split("\n").at(-1)?.split("|")).toHaveLength(9);
    expect(text).not.toContain("<img");
    expect(regressionsText(found, "table")).toMatch(
      /latency.ready.p95Ms: 1,005 \(40 runs\) → 1,300 \(3 runs\), p 0.0003, 2026-02-10T00:00/,
    );
  });
});
