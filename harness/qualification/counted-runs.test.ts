import { expect, test } from "vitest";
import type { Outcome } from "../core/verdict.ts";
import { type ConformanceRun, countedRuns, doubtedBeside, setAside } from "./counted-runs.ts";

/** `beside pass`, `alone fail`, as runs were made. */
const runsOf = (told: readonly string[]): ConformanceRun[] =>
  told.map((text, at) => {
    const [where, outcome] = text.split(" ") as ["beside" | "alone", Outcome];
    const verdicts = [{ checker: "changes-arrive", outcome, because: "too late", evidence: [] }];
    return {
      ...{ place: `${where}-${at}`, besideOthers: where === "beside", checks: [], history: [] },
      judgement: { scenario: "a/b", outcome, verdicts },
      metrics: {
        ...{ latencyMs: nothing, coldStartMs: nothing, memoryBytes: {}, cpuSeconds: {} },
        requests: { git: {}, kubernetes: {} },
      },
      figures: {},
    };
  });
const stage = { count: 0, missing: 0, p50: null, p95: null, p99: null, max: null };
const byStage = { artifact: stage, attempted: stage, applied: stage, ready: stage };
const nothing = { ...stage, byStage };

test.each<[candidate: string[], counted: string[], isDoubted: boolean]>([
  [["beside pass"], ["beside-0"], false],
  [["beside fail"], ["beside-0"], true],
  [["beside unknown"], ["beside-0"], true],
  // What others did to it.
  [["beside fail", "alone pass"], ["alone-1"], false],
  [["beside fail", "beside pass", "alone pass"], ["beside-1", "alone-2"], false],
  // What it does alone, too.
  [["beside fail", "alone fail"], ["beside-0", "alone-1"], false],
  [["beside fail", "alone pass", "alone fail"], ["beside-0", "alone-1", "alone-2"], false],
  [["alone fail"], ["alone-0"], false],
])("of %j count %j", (told, counted, isDoubted) => {
  const runs = { baseline: runsOf(["beside pass"]), candidate: runsOf(told) };
  expect(countedRuns(runs).candidate.map(({ place }) => place)).toEqual(counted);
  expect(doubtedBeside(runs)).toBe(isDoubted);
  expect(setAside(runs)).toHaveLength(told.length - counted.length);
});

test("what doesn't count is told with its reason", () => {
  const runs = { baseline: runsOf(["beside fail", "alone pass"]), candidate: [] };
  expect(setAside(runs)).toEqual([
    {
      run: "beside-0",
      because: "fail beside other scenarios, not alone: changes-arrive: too late",
    },
  ]);
});
