import { expect, test } from "vitest";
import type { ChangeLatency } from "../../harness/analysis/latency.ts";
import { objectTimeline } from "./object-timeline.ts";

const change = (kustomization: string, commitSeq: number, ready: number | null): ChangeLatency => ({
  ...{ kustomization, repository: "flux/fleet", commitSeq, cold: false, readySeq: null },
  stages: { artifact: 10.4, attempted: 20, applied: 30, ready },
});

test("each change has its object, its push and its stages", () => {
  const pushed = new Map([
    [5, 1000],
    [9, 3000.4],
  ]);
  const changes = [change("b/b", 5, 40.6), change("a/a", 5, null), change("b/b", 9, 50)];
  expect(objectTimeline(changes, pushed)).toEqual({
    objects: ["a/a", "b/b"],
    object: [1, 0, 1],
    atMs: [1000, 1000, 3000],
    stages: {
      ...{ artifact: [10, 10, 10], attempted: [20, 20, 20], applied: [30, 30, 30] },
      ready: [41, null, 50],
    },
    left: 0,
  });
});

test("without a change there is none, and of very many the first are kept", () => {
  expect(objectTimeline([], new Map())).toBeNull();
  const many = Array.from({ length: 40_002 }, () => change("a/a", 1, 1));
  expect(objectTimeline(many, new Map())).toMatchObject({ left: 2, objects: ["a/a"] });
});
