import { expect, test } from "vitest";
import { runInfo } from "../../test/run-info.ts";
import type { Limits } from "../core/limits.ts";
import type { Sweep, SweptPoint } from "../core/sweep.ts";
import { limitsText } from "./limits-text.ts";
import { sweepText } from "./sweep-text.ts";

const { subject, host } = runInfo();
const common = {
  ...{ version: 1 as const, fluxproof: "0.0.0", startedAt: "2026-01-01T00:00:00.000Z" },
  ...{ subject, host, environment: "local", gitHost: "sim", set: ["rounds=1"], seed: 7 },
};

function point(value: string, more: Partial<SweptPoint> = {}): SweptPoint {
  return {
    ...{ scenario: "scale/a", set: ["rounds=1", `concurrency=${value}`], seed: 7, because: [] },
    ...{
      dir: `concurrency=${value}/seed-7/scale/a`,
      state: "waiting",
      tookMs: null,
      metrics: null,
    },
    ...more,
  };
}

test("a sweep has a row for each run, and says what did not pass and what is still to do", () => {
  const sweep: Sweep = {
    ...common,
    ...{ scenarios: ["scale/a"], axes: [{ path: "concurrency", values: ["4", "8", "16"] }] },
    ...{ repeats: 1, budgetMs: 1, unfinished: "the budget is 1 ms" },
    points: [
      point("4", { state: "pass", tookMs: 5, metrics: { "latency.ready.p95Ms": 1500 } }),
      point("8", { state: "fail", tookMs: 5, metrics: {}, because: ["drove: late"] }),
      point("16"),
    ],
  };
  const lines = sweepText(sweep).split("\n");
  expect(lines[0]).toBe("scale/a · flux@2.7 · local · sim");
  expect(lines.slice(2, 6).map((line) => line.split(/ {2,}/))).toEqual([
    ["", "concurrency", "seed", "ready p50", "p95", "p99"],
    ["✓", "4", "7", "–", "1.5 s", "–"],
    ["✗", "8", "7", "–", "–", "–"],
    ["…", "16", "7", "–", "–", "–"],
  ]);
  expect(lines[6]).toBe("✗ concurrency=8/seed-7/scale/a: drove: late");
  expect(lines.at(-1)).toContain(
    "unfinished: the budget is 1 ms; 2 of 3 runs are kept, the same command does the rest",
  );
});

test("a search tells both ends of what it found, or that there are none", () => {
  const mebibyte = 2 ** 20;
  const none = { failsAtBytes: null, survivesAtBytes: null, probes: [] };
  const search = {
    ...{ controller: "source-controller", load: "load" as const, scenario: "scale/a", ...none },
    ...{ fromBytes: 16 * mebibyte, toBytes: 64 * mebibyte },
  };
  const limits: Limits = { ...common, searches: [search] };
  expect(limitsText(limits)).toMatch(/none down to 16\.0 MiB +none up to 64\.0 MiB/);
  const cut = limitsText({
    ...limits,
    searches: [{ ...search, unfinished: "it was interrupted" }],
  });
  expect(cut).not.toMatch(/none (down|up) to/);
  const probe = {
    ...{ limitBytes: 20 * mebibyte, seed: 7, dir: "place", survived: false, isCertain: true },
    ...{ because: "it was killed", residentPeakBytes: 1, workingSetPeakBytes: 1, tookMs: 1 },
  };
  const found = { ...search, failsAtBytes: probe.limitBytes, probes: [probe] };
  expect(limitsText({ ...limits, searches: [found] })).toContain(
    "source-controller, load, 20.0 MiB: it was killed (place)",
  );
});
