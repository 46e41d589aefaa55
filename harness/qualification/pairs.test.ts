import { expect, test } from "vitest";
import { pairAt } from "./pairs.ts";

const scenarios = ["apply/a", "sources/b"];
const pairs = (count: number, warmUps = 1) =>
  Array.from({ length: count }, (_, at) => pairAt({ index: at + 1, scenarios, seed: 40, warmUps }));

test("scenarios take turns, and within each the sides go A B B A", () => {
  expect(pairs(8).map(({ scenario, first }) => `${scenario} ${first}`)).toEqual([
    "apply/a baseline",
    "sources/b baseline",
    "apply/a candidate",
    "sources/b candidate",
    "apply/a baseline",
    "sources/b baseline",
    "apply/a candidate",
    "sources/b candidate",
  ]);
});

test("the first of each scenario warm up, and none where none is asked for", () => {
  expect(pairs(4).map(({ isWarmUp }) => isWarmUp)).toEqual([true, true, false, false]);
  expect(pairs(2, 0).map(({ isWarmUp }) => isWarmUp)).toEqual([false, false]);
});

test("each pair has a seed and folders of its own; seeds go on from the beginning past the last", () => {
  expect(pairs(1)[0]).toMatchObject({
    ...{ index: 1, seed: 41, baseline: "pairs/0001-apply-a/baseline" },
    candidate: "pairs/0001-apply-a/candidate",
  });
  const last = pairAt({ index: 3, scenarios, seed: 2 ** 32 - 2, warmUps: 0 });
  expect(last.seed).toBe(1);
});
