import { expect, test } from "vitest";
import type { Observation } from "../../harness/core/history.ts";
import { historyOf } from "../fixtures/run-with.ts";
import { cpuTraces } from "./cpu-trace.ts";

const process = "kustomize-controller";
const start = { type: "process.start", process, pid: 1, restarts: 0, cpuLimitMilli: 500 } as const;

function usage(cpuSeconds: number, throttledSeconds?: number): Observation {
  const counted = throttledSeconds === undefined ? {} : { throttledSeconds };
  return { type: "process.usage", process, pid: 1, rss: 1, rssPeak: 1, cpuSeconds, ...counted };
}

test("counters become CPUs between samples, and break where a process ended", () => {
  const exit = { type: "process.exit", process, pid: 1, code: 1, signal: null } as const;
  const [trace] = cpuTraces(
    historyOf([
      start,
      ...[usage(1, 0), usage(1.25, 0.5), usage(1.25, 0.5)],
      { ...exit, oomKilled: false, restartInMs: 1 },
      { ...start, restarts: 1 },
      ...[usage(2, 0.75), usage(2.5, 0.75)],
    ]),
  );
  expect(trace?.limit).toEqual(Array(6).fill(0.5));
  expect(trace?.used).toEqual([null, 0.25, 0, null, null, 0.5]);
  expect(trace?.throttled).toEqual([null, 0.5, 0, null, null, 0]);
});

test("a counter that goes back, and one that isn't told, tell nothing", () => {
  const [trace] = cpuTraces(historyOf([start, usage(3, 1), usage(2, 0.5), usage(2.5)]));
  expect(trace?.used).toEqual([null, null, 0.5]);
  expect(trace?.throttled).toEqual([null, null, null]);
});

test("a process without a limit has none", () => {
  const { cpuLimitMilli: _none, ...free } = start;
  expect(cpuTraces(historyOf([free, usage(1), usage(2)]))).toEqual([]);
});
