import { expect, test } from "vitest";
import type { Scenario } from "../core/scenario.ts";
import { commit } from "../steps/commit.ts";
import { repeat } from "../steps/repeat.ts";
import { type ScenarioInput, scenario } from "./scenario.ts";
import { setPath } from "./set-path.ts";

function base(input: Partial<ScenarioInput> = {}): Scenario {
  return scenario({
    name: "test/aliases",
    guarantee: "Any.",
    fleet: { repositories: 2, kustomizations: 4 },
    drive: [commit(), repeat(2, [commit()])],
    check: [],
    ...input,
  });
}

const set = (from: Scenario, ...assignments: string[]) => assignments.reduce(setPath, from);

test("rounds are those of the only repeat, wherever it is", () => {
  expect(set(base(), "rounds=7").drive[1]?.with).toEqual({ times: 7 });
  const inner = base({ drive: [{ use: "sequence", steps: [repeat(2, [])] }] });
  expect(set(inner, "rounds=3").drive[0]?.steps?.[0]?.with).toEqual({ times: 3 });
});

test("rounds of no repeat, or of two, are an error that says so", () => {
  expect(() => set(base({ drive: [] }), "rounds=2")).toThrow(/has 0 steps "repeat"/);
  const two = base({ drive: [repeat(1, []), repeat(1, [])] });
  expect(() => set(two, "rounds=2")).toThrow(/has 2 steps "repeat".*drive\.1\.with\.times/);
});

test("concurrency is that of every controller the scenario needs, in place of what there was", () => {
  const flags = ["--concurrent=2", "--min-retry-delay=1s"];
  const from = base({ controllers: { "source-controller": { flags, memoryLimit: "64Mi" } } });
  expect(set(from, "concurrency=8").controllers).toEqual({
    "source-controller": { flags: ["--min-retry-delay=1s", "--concurrent=8"], memoryLimit: "64Mi" },
    "kustomize-controller": { flags: ["--concurrent=8"] },
  });
  expect(from.controllers["source-controller"]?.flags).toEqual(flags);
  expect(set(base(), "helm-controller.concurrency=1").controllers).toEqual({
    "helm-controller": { flags: ["--concurrent=1"] },
  });
});

test("shards are instances, the main one among them, that share the fleet", () => {
  const three = set(base(), "shards=3");
  expect(three.fleet.shards).toEqual([null, "shard1", "shard2"]);
  expect(three.controllers).toEqual({
    "source-controller": { shards: ["shard1", "shard2"] },
    "kustomize-controller": { shards: ["shard1", "shard2"] },
  });
  const one = set(three, "shards=1");
  expect(one.fleet).not.toHaveProperty("shards");
  expect(one.controllers).toEqual({ "source-controller": {}, "kustomize-controller": {} });
});

test("one controller may be sharded alone, but not otherwise than another", () => {
  const two = set(base(), "kustomize-controller.shards=2");
  expect(two.controllers).toEqual({ "kustomize-controller": { shards: ["shard1"] } });
  expect(two.fleet.shards).toEqual([null, "shard1"]);
  expect(() => set(two, "source-controller.shards=3")).toThrow(/nobody's/);
  expect(set(two, "source-controller.shards=1").fleet.shards).toEqual([null, "shard1"]);
});

test.each(["rounds=0", "concurrency=many", "shards=1.5", "shards=", "concurrency=10001"])(
  "%s is bad usage",
  (assignment) => {
    expect(() => set(base(), assignment)).toThrow(`--set ${assignment}: expected a whole number`);
  },
);

test("what only looks like one of them is a path like any other", () => {
  expect(() => set(base(), "fleet.rounds=2")).toThrow(/has no "rounds" there/);
  const sharded = base({ fleet: { repositories: 1, shards: [null] } });
  expect(set(sharded, 'fleet.shards=[null,"blue"]').fleet.shards).toEqual([null, "blue"]);
});
