import { describe, expect, it, test } from "vitest";
import { scenario } from "../scenario/scenario.ts";
import { commit } from "../steps/commit.ts";
import { parallel } from "../steps/parallel.ts";
import { repeat } from "../steps/repeat.ts";
import { wait } from "../steps/wait.ts";
import { estimateMs, weightOf } from "./estimate.ts";
import { leastDurationMs } from "./least-duration.ts";

describe("estimateMs", () => {
  it("knows nothing without a run", () => {
    expect(estimateMs([], [1])).toBeUndefined();
  });

  it("takes the mean where all runs weigh the same", () => {
    const made = [10, 20].map((tookMs) => ({ weight: 5, tookMs }));
    expect(estimateMs(made, [5, 500])).toBe(30);
  });

  it("goes on where the runs lead", () => {
    const made = [1, 2, 3].map((weight) => ({ weight, tookMs: 100 + 10 * weight }));
    expect(estimateMs(made, [10, 20])).toBeCloseTo(200 + 300);
  });

  it("takes a slope below zero for noise", () => {
    const made = [
      { weight: 1, tookMs: 30 },
      { weight: 9, tookMs: 10 },
    ];
    expect(estimateMs(made, [1000])).toBe(20);
  });
});

test("a run weighs its Kustomizations times the commits they take", () => {
  const of = (drive: Parameters<typeof scenario>[0]["drive"]) =>
    weightOf(
      scenario({
        ...{ name: "test/weight", guarantee: "Any.", check: [], drive },
        fleet: { repositories: 2, kustomizations: 6 },
        repositories: [{ name: "other", kustomizations: 4 }],
      }),
    );
  expect(of([])).toBe(10);
  expect(of([commit(), repeat(3, [commit(), repeat(2, [commit()])])])).toBe(10 * (1 + 1 + 3 + 6));
});

test("a drive takes at least what it waits", () => {
  expect(leastDurationMs([commit()])).toBe(0);
  const branches = parallel([wait("5s"), wait("1s")], [wait("2s")]);
  expect(leastDurationMs([wait("1m"), repeat(3, [wait("10s"), branches])])).toBe(108_000);
});
