import { expect, test } from "vitest";
import type { Observation } from "../../harness/core/history.ts";
import { historyOf } from "../fixtures/run-with.ts";
import { digestHistory } from "./history-digest.ts";
import { latencyCurve, shares } from "./latency-curve.ts";
import { describeFault } from "./spans.ts";

const note: Observation = { type: "note", text: "" };

function digest(observations: Observation[], evidence: number[] = []) {
  return digestHistory({ entries: historyOf(observations), evidence });
}

test("an excerpt has what is cited and two neighbours either side, nothing twice", () => {
  const { excerpt } = digest(Array(12).fill(note), [1, 7, 8, 99]);
  expect(excerpt.map(({ entry, cited }) => (cited ? `*${entry.seq}` : entry.seq))).toEqual([
    ...["*1", 2, 3, 5, 6, "*7", "*8", 9, 10],
  ]);
});

test("a step's end belongs to its latest start, and one without an end lasts to the last entry", () => {
  const { steps } = digest([
    { type: "step.start", step: "1", use: "commit", with: {} },
    { type: "step.end", step: "1", outcome: "done" },
    { type: "step.start", step: "1", use: "commit", with: {} },
    { type: "step.end", step: "1", outcome: "timeout", because: "late" },
    { type: "step.start", step: "2", use: "wait", with: {} },
    { type: "step.end", step: "never-started", outcome: "done" },
  ]);
  expect(
    steps.map(({ fromMs, toMs, outcome, because }) => [fromMs, toMs, outcome, because]),
  ).toEqual([
    [1000, 2000, "done", undefined],
    [3000, 4000, "timeout", "late"],
    [5000, 6000, "unfinished", undefined],
  ]);
});

test("a fault carries what it met; one still in force met nobody knows how many", () => {
  const fault = { target: "git-host", use: "stalls", afterBytes: 1 } as const;
  const { faults } = digest([
    { type: "fault.start", id: "a", fault },
    { type: "fault.end", id: "a", met: 3 },
    { type: "fault.start", id: "b", fault },
    note,
  ]);
  expect(faults.map(({ id, fromMs, toMs, met }) => [id, fromMs, toMs, met])).toEqual([
    ["a", 1000, 2000, 3],
    ["b", 3000, 4000, null],
  ]);
  expect(describeFault({ ...fault, match: { repositories: ["a", "b-*"] } })).toBe(
    "git-host stalls, afterBytes 1, repositories a b-*",
  );
});

test("memory breaks where a process ended and marks why", () => {
  const process = "source-controller";
  const usage = { type: "process.usage", process, rssPeak: 9, cpuSeconds: 1 } as const;
  const { memory } = digest([
    { type: "process.start", process, pid: 1, restarts: 0, memoryLimitBytes: 100 },
    { ...usage, pid: 1, rss: 90, anon: 80 },
    {
      ...{ type: "process.exit", process, pid: 1, code: null, signal: "SIGKILL" },
      ...{ oomKilled: true, restartInMs: 10 },
    },
    { type: "process.start", process, pid: 2, restarts: 1 },
    { ...usage, pid: 2, rss: 20 },
    { type: "process.start", process: "never-sampled", pid: 3, restarts: 0 },
  ]);
  expect(memory).toEqual([
    {
      process,
      tMs: [2000, 3000, 5000],
      rss: [90, null, 20],
      workingSet: [null, null, null],
      anon: [80, null, null],
      limit: [100, 100, null],
      marks: [
        { tMs: 3000, kind: "oom", text: "out of memory, killed by the kernel" },
        { tMs: 4000, kind: "start", text: "restart 1" },
      ],
    },
  ]);
});

test("requests are counted by time and by how they ended", () => {
  const request = (status: number, ended: "whole" | "cut" = "whole"): Observation => ({
    ...{ type: "git.request", repository: "a", endpoint: "refs", method: "GET", bytes: 0 },
    ...{ durationMs: 1, faults: [], status, ended },
  });
  const { gitRequests } = digest([request(200), request(503), request(200, "cut"), request(200)]);
  expect(gitRequests.widthMs).toBe(100);
  expect(gitRequests.byResult.map(({ result, total }) => [result, total])).toEqual([
    ["200", 2],
    ["503", 1],
    ["cut", 1],
  ]);
  expect(gitRequests.byResult[0]?.counts.flatMap((n, bucket) => (n ? [bucket] : []))).toEqual([
    10, 40,
  ]);
});

test("changes that never arrived are slower than all that did", () => {
  const change = (ready: number | null) => ({
    ...{ kustomization: "a/b", repository: "c", commitSeq: 1, cold: false, readySeq: null },
    stages: { artifact: 1, attempted: 1, applied: 1, ready },
  });
  const curve = latencyCurve([change(300), change(null), change(100), change(200)]);
  const at = (share: number) => curve?.stages.ready[shares.indexOf(share)];
  expect([0, 25, 25.5, 75, 75.5, 100].map(at)).toEqual([100, 100, 200, 300, null, null]);
  expect(latencyCurve([])).toBeNull();
});
