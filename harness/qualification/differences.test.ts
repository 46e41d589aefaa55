import { describe, expect, test } from "vitest";
import type { Condition, HistoryEntry, Observation } from "../core/history.ts";
import type { ComparedRun } from "./compared-run.ts";
import { differencesOf } from "./differences.ts";

interface Told {
  /** `Ready` conditions by object, in order. */
  ready?: Record<string, [reason: string, message: string][]>;
  events?: [kind: string, reporter: string, reason: string][];
  requests?: Record<string, number>;
  figures?: Record<string, number>;
  ended?: "done" | "error" | "interrupted";
  gap?: boolean;
  tookMs?: number;
}

function run(place: string, told: Told): ComparedRun {
  const { requests = {}, figures = {}, ended = "done" } = told;
  const observations: Observation[] = [];
  for (const [name, shown] of Object.entries(told.ready ?? {})) {
    for (const [reason, message] of shown) observations.push(kustomization(name, reason, message));
  }
  for (const [kind, reporter, reason] of told.events ?? []) {
    observations.push({
      ...{ type: "kube.event", kind: "Normal", reason, message: "m", count: 1, reporter },
      involved: { apiVersion: "v1", kind, namespace: "n", name: "x" },
    });
  }
  if (told.gap) observations.push({ type: "note", text: "watch gap: of a test" });
  observations.push({ type: "run.end", outcome: ended, because: "no port is free" });
  const history = observations.map((each, at): HistoryEntry => ({ ...each, seq: at + 1, tMs: at }));
  history.push({
    type: "note",
    text: "the end",
    seq: history.length + 1,
    tMs: told.tookMs ?? 60_000,
  });
  const kubernetes = { "source-controller-shard1": requests };
  return {
    ...{ place, checks: [], history, figures },
    judgement: { scenario: "a/b", outcome: "pass", verdicts: [] },
    metrics: {
      ...{ latencyMs: nothing, coldStartMs: nothing, memoryBytes: {}, cpuSeconds: {} },
      requests: { git: {}, kubernetes },
    },
  };
}

const none = { count: 0, missing: 0, p50: null, p95: null, p99: null, max: null };
const nothing = {
  ...none,
  byStage: { artifact: none, attempted: none, applied: none, ready: none },
};

function kustomization(name: string, reason: string, message: string): Observation {
  const ready: Condition = { type: "Ready", status: "True", reason, message };
  return {
    ...{ type: "kube.object", change: "modified", apiVersion: "v1", uid: name },
    ...{ kind: "Kustomization", namespace: "n", name, resourceVersion: "1" },
    state: { conditions: [ready] },
  };
}

function sides(baseline: Told[], candidate: Told[]) {
  return differencesOf({
    baseline: baseline.map((told, at) => run(`b${at}`, told)),
    candidate: candidate.map((told, at) => run(`c${at}`, told)),
  });
}

describe("conditions and Events", () => {
  test("that say the same are no difference", () => {
    const told: Told = { ready: { a: [["Done", "applied"]] } };
    expect(sides([told], [told])).toEqual([]);
  });

  test("of other words are one change, of all objects together, and have a controller", () => {
    const told = (word: string): Told => ({
      ready: { a: [["Done", `${word} a`]], b: [["Done", `${word} b`]] },
    });
    expect(sides([told("applied")], [told("reconciled")])).toEqual([
      {
        ...{ mark: "change", kind: "condition", controller: "kustomize-controller" },
        where: "Kustomization n/a, n/b",
        baseline: "Ready=True Done: applied a",
        candidate: "Ready=True Done: reconciled a",
        runs: ["b0", "c0"],
      },
    ]);
  });

  test("of another reason are one less and one more", () => {
    const differences = sides(
      [{ ready: { a: [["Done", "m"]] } }],
      [{ ready: { a: [["Finished", "m"]] } }],
    );
    expect(differences.map(({ baseline, candidate }) => [baseline, candidate])).toEqual([
      ["Ready=True Done: m", "not seen"],
      ["not seen", "Ready=True Finished: m"],
    ]);
  });

  test("that only some runs of a side show are chance", () => {
    const now: Told = { ready: { a: [["Done", "m"]] } };
    const more: Told = {
      ready: {
        a: [
          ["Waits", "m"],
          ["Done", "m"],
        ],
      },
    };
    expect(sides([now, now], [more, now])).toEqual([]);
    expect(sides([more, now], [now, now])).toEqual([]);
    expect(sides([now, now], [more, more])).toHaveLength(1);
  });

  test("about objects of users are their reporter's", () => {
    const [difference] = sides([{}], [{ events: [["ConfigMap", "helm-controller", "Made"]] }]);
    expect(difference).toMatchObject({ kind: "event", controller: "helm-controller" });
  });
});

test("what is asked alike of several kinds is told together", () => {
  const all: Told = { requests: { "list buckets": 4, "list helmcharts": 4, "list secrets": 6 } };
  expect(sides([all], [{}]).map(({ where }) => where)).toEqual([
    "source-controller-shard1: list buckets, helmcharts",
    "source-controller-shard1: list secrets",
  ]);
});

test("a run that took longer may ask the more often", () => {
  const of = (count: number, tookMs: number): Told => ({
    ...{ requests: { "patch events": count }, tookMs },
  });
  expect(sides([of(20, 60_000)], [of(40, 120_000)])).toEqual([]);
  expect(sides([of(20, 60_000)], [of(40, 60_000)])).toMatchObject([{ kind: "requests" }]);
  // Nor is it the shorter one's gain to have asked no more often.
  expect(sides([of(40, 60_000)], [of(40, 20_000)])).toEqual([]);
});

test("requests differ where each run of one side has clearly more than any of the other", () => {
  const of = (count: number): Told => ({ requests: { "patch events": count } });
  expect(sides([of(20), of(22)], [of(34), of(60)])).toMatchObject([
    {
      ...{ mark: "change", kind: "requests", controller: "source-controller" },
      where: "source-controller-shard1: patch events",
      ...{ baseline: "20 to 22", candidate: "34 to 60" },
    },
  ]);
  expect(sides([of(20), of(33)], [of(34), of(60)])).toEqual([]);
  expect(sides([of(1)], [of(9)])).toEqual([]);
  expect(sides([{}], [of(3)])).toMatchObject([{ baseline: "0", candidate: "3" }]);
  expect(sides([{}], [of(2)])).toEqual([]);
});

test("figures that a side lacks are told", () => {
  expect(
    sides([{ figures: { "cpu.helm-controller.seconds": 1 } }], [{ figures: {} }]),
  ).toMatchObject([{ where: "cpu.helm-controller.seconds", candidate: "nothing to measure" }]);
});

test("a run that was not driven to its end is a doubt, and nothing else is told of it", () => {
  const told: Told = { ready: { a: [["Done", "m"]] } };
  expect(sides([told], [{ ended: "error" }])).toEqual([
    {
      ...{ mark: "doubt", controller: null, kind: "verdict", where: "the run", baseline: "" },
      ...{ candidate: "not driven to its end: no port is free", runs: ["c0"] },
    },
  ]);
});

test("what a watch may have missed is left out; a side without any other run is in doubt", () => {
  const told: Told = { ready: { a: [["Done", "m"]] } };
  const gap: Told = { gap: true };
  expect(sides([told, told], [told, gap])).toEqual([]);
  expect(sides([told], [gap])).toMatchObject([
    { mark: "doubt", baseline: "seen whole", candidate: "a watch may have missed changes" },
  ]);
});
