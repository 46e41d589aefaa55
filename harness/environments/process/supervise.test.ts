import { expect, test } from "vitest";
import type { Clock } from "../../core/clock.ts";
import type { Observation } from "../../core/history.ts";
import type { Child, Exit } from "./child.ts";
import type { MemoryGroup } from "./memory-cgroup.ts";
import { supervise } from "./supervise.ts";

/** Time passes only by sleeping, and then at once. */
function fastClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    epochMs: () => nowMs,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      nowMs += ms;
    },
  };
}

function fakeChild(pid: number, exited: Promise<Exit>): Child {
  const child: Child = {
    name: "x",
    pid,
    logFile: "",
    logStart: 0,
    ended: null,
    exited: exited.then((exit) => {
      child.ended = exit;
      return exit;
    }),
    kill: () => undefined,
  };
  return child;
}

function fakeGroup(oomKills: () => number): MemoryGroup {
  return {
    joins: [],
    readMemory: () => ({ workingSet: 0, anon: 0, oomKills: oomKills() }),
    readCpuSeconds: () => 0,
  };
}

/** Lives that exit at once, `exits` of them; then one that lasts until it is stopped. */
async function run(exits: number, group: MemoryGroup | null = null) {
  const seen: Observation[] = [];
  const lasting = Promise.withResolvers<Exit>();
  const lives = Promise.withResolvers<void>();
  let launched = 0;
  const supervised = await supervise({
    name: "x",
    group,
    graceMs: 0,
    clock: fastClock(),
    recorder: {
      record(observation) {
        const seq = seen.push(observation);
        if (observation.type === "process.start" && observation.pid > exits) lives.resolve();
        return { ...observation, seq, tMs: 0 };
      },
    },
    async launch() {
      launched += 1;
      if (launched <= exits) return fakeChild(launched, Promise.resolve({ code: 1, signal: null }));
      return fakeChild(launched, lasting.promise);
    },
    onFailure: lives.reject,
  });
  await lives.promise;
  lasting.resolve({ code: 0, signal: null });
  await supervised[Symbol.asyncDispose]();
  return { seen, supervised };
}

test("restarts with the kubelet's waits, counting lives", async () => {
  const { seen } = await run(4);
  const exits = seen.filter((each) => each.type === "process.exit");
  expect(exits.map((exit) => exit.restartInMs)).toEqual([0, 10_000, 20_000, 40_000]);
  expect(exits.map((exit) => exit.pid)).toEqual([1, 2, 3, 4]);
  const starts = seen.filter((each) => each.type === "process.start");
  expect(starts.map((start) => start.restarts)).toEqual([0, 1, 2, 3, 4]);
});

test("an exit counts as an OOM kill only if the kernel's counter grew", async () => {
  const counts = [1, 1, 2];
  const { seen } = await run(
    3,
    fakeGroup(() => counts.shift() ?? 2),
  );
  const exits = seen.filter((each) => each.type === "process.exit");
  expect(exits.map((exit) => exit.oomKilled)).toEqual([true, false, true]);
});

test("an exit that the harness brings about is not recorded", async () => {
  const { seen } = await run(0);
  expect(seen.map((each) => each.type)).toEqual(["process.start"]);
});

test("a launch that fails is told, not swallowed", async () => {
  let launches = 0;
  const failed = Promise.withResolvers<unknown>();
  await using _supervised = await supervise({
    name: "x",
    group: null,
    graceMs: 0,
    clock: fastClock(),
    recorder: { record: (observation) => ({ ...observation, seq: 1, tMs: 0 }) },
    async launch() {
      launches += 1;
      if (launches > 1) throw new Error("no setpriv");
      return fakeChild(1, Promise.resolve({ code: 1, signal: null }));
    },
    onFailure: failed.resolve,
  });
  expect(await failed.promise).toEqual(new Error("no setpriv"));
});
