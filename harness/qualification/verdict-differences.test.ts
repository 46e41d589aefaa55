import { describe, expect, test } from "vitest";
import type { Outcome, Verdict } from "../core/verdict.ts";
import { type JudgedRun, markOf, verdictDifferences } from "./verdict-differences.ts";

function run(place: string, outcomes: Record<string, Outcome>): JudgedRun {
  const verdicts = Object.entries(outcomes).map(
    ([checker, outcome]): Verdict => ({
      ...{ checker, outcome, evidence: [] },
      because: `${checker} of ${place}: memory of source-controller`,
    }),
  );
  const all = Object.values(outcomes);
  const outcome = (["fail", "unknown", "pass"] as const).find((one) => all.includes(one));
  return {
    place,
    judgement: { scenario: "a/b", outcome: outcome ?? "unknown", verdicts },
    checks: Object.keys(outcomes).map((use) => ({ use })),
  };
}

const marks = (runs: Parameters<typeof verdictDifferences>[0]) =>
  verdictDifferences(runs).map(({ mark, where }) => `${mark} ${where}`);

test.each<[string | undefined, Outcome[], Outcome[]]>([
  [undefined, ["pass"], ["pass", "pass"]],
  [undefined, ["fail"], ["fail"]],
  ["break", ["pass", "pass"], ["fail", "fail"]],
  ["fix", ["fail"], ["pass"]],
  ["doubt", ["pass", "pass"], ["fail", "pass"]],
  ["doubt", ["pass"], ["unknown"]],
  ["doubt", ["unknown"], ["pass"]],
  ["doubt", ["unknown"], ["unknown"]],
  ["doubt", ["fail", "pass"], ["pass", "pass"]],
  ["doubt", [], ["pass"]],
])("%s: %j, then %j", (mark, baseline, candidate) => {
  expect(markOf(baseline, candidate)).toBe(mark);
});

describe("checkers", () => {
  test("that differ are told one by one, with whose it is and where to look", () => {
    const differences = verdictDifferences({
      baseline: [run("b", { arrives: "pass", memory: "pass" })],
      candidate: [run("c", { arrives: "pass", memory: "fail" })],
    });
    expect(differences).toEqual([
      {
        ...{ mark: "break", controller: "source-controller", kind: "verdict" },
        ...{ where: "checker memory", baseline: "pass", runs: ["b", "c"] },
        candidate: "fail: memory of c: memory of source-controller",
      },
    ]);
  });

  test("of a scenario that fails on the baseline, too, break and fix nothing", () => {
    expect(
      marks({
        baseline: [run("b", { arrives: "fail", memory: "pass" })],
        candidate: [run("c", { arrives: "pass", memory: "fail" })],
      }),
    ).toEqual(["doubt checker arrives", "doubt checker memory"]);
  });

  test("that fail now and then say in how many runs", () => {
    const [difference] = verdictDifferences({
      baseline: [run("b1", { a: "pass" }), run("b2", { a: "pass" })],
      candidate: [run("c1", { a: "pass" }), run("c2", { a: "fail" })],
    });
    expect(difference).toMatchObject({ mark: "doubt", baseline: "pass", runs: ["b1", "c2"] });
    expect(difference?.candidate).toMatch(/^fail in 1 of 2: a of c2/);
  });
});
