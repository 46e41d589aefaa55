import { expect, test } from "vitest";
import { type ScenarioSeries, seriesIn, withSeries } from "./series-differences.ts";

function told(scenario: string, baseline: string[][], candidate: string[][]): ScenarioSeries {
  const runs = (all: string[][]) =>
    all.map((series) =>
      seriesIn([{ type: "process.series", process: "helm-controller", series, seq: 1, tMs: 1 }]),
    );
  return {
    scenario,
    runs: { baseline: runs(baseline), candidate: runs(candidate) },
    places: [`${scenario}/b`, `${scenario}/c`],
  };
}

function differing(...all: ScenarioSeries[]) {
  const conformance = all.map(({ scenario }) => ({
    ...{ scenario, baseline: [], candidate: [], differences: [] },
  }));
  return withSeries(conformance, all).flatMap(({ scenario, differences }) =>
    differences.map((difference) => ({ scenario, ...difference })),
  );
}

test("series that one side alone tells of are a change, told once", () => {
  const [a, b] = ["x", "y"].map((name) => told(name, [["a", "b"]], [["b", "c{d}"]]));
  if (!a || !b) throw new Error("two scenarios");
  expect(differing(a, b)).toEqual([
    {
      ...{ scenario: "x", mark: "change", kind: "metric", controller: "helm-controller" },
      where: "series that helm-controller tells of",
      ...{ baseline: "1 of its own: a", candidate: "1 of its own: c{d}", runs: ["x/b", "x/c"] },
    },
  ]);
});

test("a family of many is told by its number", () => {
  const many = Array.from({ length: 17 }, (_, index) => `go_${String.fromCharCode(97 + index)}`);
  const few = many.slice(1).map((name) => name.replace("go", "workqueue"));
  const [difference] = differing(told("x", [["a"]], [["a", "gotk_b{c}", ...many, ...few]]));
  expect(difference?.candidate).toBe(
    `34 of its own: 17 of go_*, gotk_b{c}, ${few.toSorted().join(", ")}`,
  );
});

test("one that comes and goes, or that the other side tells of elsewhere, is none", () => {
  expect(differing(told("x", [["a"], ["a"]], [["a", "b"], ["a"]]))).toEqual([]);
  expect(differing(told("x", [["a"]], [["a", "b"]]), told("y", [["a", "b"]], [["a"]]))).toEqual([]);
});

test("a side without the controller says nothing of its series", () => {
  expect(differing(told("x", [], [["a"]]))).toEqual([]);
});
