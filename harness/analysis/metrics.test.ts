import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryHistory } from "../../test/arbitrary-history.ts";
import {
  added,
  at,
  commit,
  history,
  kustomization,
  oomKill,
  processStart,
  ready,
  request,
  type Told,
  usage,
} from "../../test/history.ts";
import type { Metrics } from "../core/metrics.ts";
import { measure } from "./metrics.ts";

function check<Key extends keyof Metrics>(
  key: Key,
  told: readonly Told[],
  expected: Partial<Metrics[Key]>,
): void {
  expect(measure(history(...told))[key]).toEqual(expected);
}

const nothing = { count: 0, missing: 0, p50: null, p95: null, p99: null, max: null };

describe("measure", () => {
  it("has empty figures for an empty history", () => {
    const byStage = { artifact: nothing, attempted: nothing, applied: nothing, ready: nothing };
    expect(measure([])).toEqual({
      latencyMs: { ...nothing, byStage },
      coldStartMs: { ...nothing, byStage },
      memoryBytes: {},
      cpuSeconds: {},
      requests: { git: {}, kubernetes: {} },
    });
  });

  it("keeps commits that a step made apart from those that were there before", () => {
    const seen = history(
      at(0, commit("a0")),
      at(1000, added(kustomization("fleet-000-k-000"))),
      at(4000, kustomization("fleet-000-k-000", "a0", ready)),
      at(5000, commit("b1")),
      at(5500.4, kustomization("fleet-000-k-000", "b1", ready)),
      at(6000, commit("c2")),
    );
    const { latencyMs, coldStartMs } = measure(seen);
    expect(coldStartMs).toMatchObject({ count: 1, missing: 0, p50: 3000, max: 3000 });
    // Milliseconds are whole; the last commit never arrived.
    expect(latencyMs).toMatchObject({ count: 1, missing: 1, p50: 500, p99: 500, max: 500 });
    expect(latencyMs.byStage.artifact).toEqual({ ...nothing, missing: 2 });
    const { byStage: _, ...summary } = latencyMs;
    expect(summary).toEqual(latencyMs.byStage.ready);
  });

  it("keeps three memory figures, their peaks and the last resident size", () => {
    check(
      "memoryBytes",
      [
        processStart("source-controller", 0, 1000),
        usage("source-controller", { rss: 10, rssPeak: 50, workingSet: 70, anon: 5, oomKills: 0 }),
        usage("source-controller", { rss: 20, rssPeak: 40, workingSet: 30, anon: 9, oomKills: 2 }),
        processStart("source-controller", 2, 1000),
        usage("source-controller", { rss: 15, rssPeak: 15, workingSet: 20, anon: 1, oomKills: 2 }),
      ],
      {
        "source-controller": {
          rssPeak: 50,
          workingSetPeak: 70,
          anonPeak: 9,
          atEnd: 15,
          limit: 1000,
          oomKills: 2,
          restarts: 2,
        },
      },
    );
  });

  it("counts a kill whose counter went with its container", () => {
    const lives = [0, 1, 2].flatMap((restarts) => [
      processStart("source-controller", restarts),
      usage("source-controller", { oomKills: 0 }),
      ...(restarts < 2 ? [oomKill("source-controller")] : []),
    ]);
    const measured = measure(history(...lives)).memoryBytes["source-controller"];
    expect(measured?.oomKills).toBe(2);
  });

  it("says null for what was not measured, never zero", () => {
    const unmeasured = { workingSetPeak: null, anonPeak: null, oomKills: null, limit: null };
    check("memoryBytes", [usage("a", { rss: 7 }), processStart("b")], {
      a: { ...unmeasured, rssPeak: 7, atEnd: 7, restarts: 0 },
      b: { ...unmeasured, rssPeak: null, atEnd: null, restarts: 0 },
    });
  });

  it("takes CPU time from the last sample, the harness's own since the run began", () => {
    check(
      "cpuSeconds",
      [
        usage("b", { cpuSeconds: 1 }),
        usage("a", { cpuSeconds: 2 }),
        usage("b", { cpuSeconds: 5.5 }),
        { type: "harness.usage", rss: 1, cpuSeconds: 3 },
        { type: "harness.usage", rss: 1, cpuSeconds: 7.5 },
      ],
      { a: 2, b: 5.5, fluxproof: 4.5 },
    );
  });

  it("counts requests at the Git host and adds up those at the API server", () => {
    check(
      "requests",
      [
        request(),
        request({ status: 429 }),
        request({ endpoint: "pack" }),
        { type: "kube.requests", counts: { b: { "patch x": 1 }, a: { "get y": 2, "get x": 1 } } },
        { type: "kube.requests", counts: { a: { "get y": 3 } } },
      ],
      {
        git: { pack: 1, refs: 2 },
        kubernetes: { a: { "get x": 1, "get y": 5 }, b: { "patch x": 1 } },
      },
    );
  });

  it("tells the memory of the controllers it is asked for, and the CPU time of every process", () => {
    const { memoryBytes, cpuSeconds } = measure(history(usage("a"), usage("etcd")), ["a"]);
    expect(Object.keys(memoryBytes)).toEqual(["a"]);
    expect(Object.keys(cpuSeconds)).toEqual(["a", "etcd"]);
  });

  it("tells what a CPU limit did, where there was one", () => {
    const process = "source-controller";
    const start = { type: "process.start", process, pid: 1, restarts: 0 } as const;
    expect(measure(history(start, usage(process)))).not.toHaveProperty("throttling");
    const limited = { ...start, cpuLimitMilli: 200 };
    expect(measure(history(limited)).throttling).toEqual({
      [process]: {
        limitMilli: 200,
        cpuPeriods: null,
        throttledPeriods: null,
        throttledSeconds: null,
      },
    });
    const counted = { cpuPeriods: 9, throttledPeriods: 4, throttledSeconds: 1.5 };
    const { throttling } = measure(
      history(limited, usage(process), usage(process, counted), { ...limited, restarts: 1 }),
    );
    expect(throttling).toEqual({ [process]: { limitMilli: 200, ...counted } });
  });

  it("orders keys by name, not by when they came", () => {
    const seen = history(usage("b"), usage("B"), usage("a"), request({ endpoint: "refs" }));
    expect(Object.keys(measure(seen).memoryBytes)).toEqual(["B", "a", "b"]);
  });

  it("takes any name for a process, also one that objects have a meaning for", () => {
    const { memoryBytes } = measure(history(usage("__proto__", { rss: 7 }), usage("constructor")));
    expect(Object.keys(memoryBytes)).toEqual(["__proto__", "constructor"]);
    expect(({} as { rssPeak?: number }).rssPeak).toBeUndefined();
  });

  it("gives the same bytes for the same history, from memory or from disk", () => {
    fc.assert(
      fc.property(arbitraryHistory, (seen) => {
        const stored = JSON.parse(JSON.stringify(seen));
        expect(JSON.stringify(measure(stored))).toBe(JSON.stringify(measure(seen)));
      }),
      { numRuns: 200 },
    );
  });

  it("accounts for every arrival, in order of the quantiles", () => {
    fc.assert(
      fc.property(arbitraryHistory, (seen) => {
        for (const { byStage } of [measure(seen).latencyMs, measure(seen).coldStartMs]) {
          const totals = Object.values(byStage).map(({ count, missing }) => count + missing);
          expect(new Set(totals).size).toBe(1);
          for (const { p50, p95, p99, max } of Object.values(byStage)) {
            const known = [p50, p95, p99, max].filter((value) => value !== null);
            expect(known.toSorted((a, b) => a - b)).toEqual(known);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
