import { expect, test } from "vitest";
import { fastClock } from "../../../test/fast-clock.ts";
import type { Observation } from "../../core/history.ts";
import type { Child, Exit } from "./child.ts";
import type { MemoryGroup } from "./memory-cgroup.ts";
import { supervise } from "./supervise.ts";

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
    readThrottling: () => null,
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

test("an exit that says nothing of the program is told to who started it, and not recorded", async () => {
  const seen: Observation[] = [];
  const told = Promise.withResolvers<Exit>();
  let launches = 0;
  await using supervised = await supervise({
    ...{ name: "x", group: null, graceMs: 0, clock: fastClock() },
    recorder: {
      record: (observation) => ({ ...observation, seq: seen.push(observation), tMs: 0 }),
    },
    async launch() {
      launches += 1;
      return fakeChild(launches, Promise.resolve({ code: 1, signal: null }));
    },
    isVoid: async () => true,
    onExit: (_child, exit) => told.resolve(exit),
    onFailure: told.reject,
  });
  expect(await told.promise).toEqual({ code: 1, signal: null });
  expect(supervised.child).toBeNull();
  expect(launches).toBe(1);
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

/** Lives that last until they are killed. */
async function steered() {
  const seen: Observation[] = [];
  let launched = 0;
  const supervised = await supervise({
    name: "x",
    group: null,
    graceMs: 0,
    clock: fastClock(),
    recorder: {
      record: (observation) => ({ ...observation, seq: seen.push(observation), tMs: 0 }),
    },
    async launch() {
      launched += 1;
      const exited = Promise.withResolvers<Exit>();
      const kill = (signal: NodeJS.Signals) => exited.resolve({ code: null, signal });
      return { ...fakeChild(launched, exited.promise), kill };
    },
    onFailure: (error) => {
      throw error;
    },
  });
  const waits = () =>
    seen.filter((each) => each.type === "process.exit").map(({ restartInMs }) => restartInMs);
  return { seen, supervised, waits };
}

const crash = { signal: "SIGKILL", graceMs: 0, anew: false } as const;

test("an ordered end is an exit as any other: recorded, and backed off from", async () => {
  const { seen, supervised, waits } = await steered();
  await using _ = supervised;
  for (let round = 0; round < 3; round += 1) await supervised.end(crash);
  expect(waits()).toEqual([0, 10_000, 20_000]);
  expect(seen).toContainEqual({
    ...{ type: "process.exit", process: "x", pid: 1, code: null, signal: "SIGKILL" },
    ...{ oomKilled: false, restartInMs: 0 },
  });
});

test("a new process in its place has no exits behind it", async () => {
  const { supervised, waits } = await steered();
  await using _ = supervised;
  const orders = [crash, crash, { ...crash, anew: true }, crash, crash];
  for (const order of orders) await supervised.end(order);
  expect(waits()).toEqual([0, 10_000, 0, 0, 10_000]);
});

test("what comes between two lives is done before the next begins", async () => {
  const { seen, supervised } = await steered();
  await using _ = supervised;
  const types = () => seen.map(({ type }) => type);
  let between: string[] = [];
  await supervised.end({
    ...crash,
    async between() {
      between = types();
    },
  });
  expect(between).toEqual(["process.start", "process.exit"]);
  await supervised.end(crash);
  expect(types()).toEqual(["process.start", "process.exit", "process.start", "process.exit"]);
});

test("no life begins before it may, nor after it is over", async () => {
  const { seen, supervised, waits } = await steered();
  const until = Promise.withResolvers<void>();
  await supervised.end({ ...crash, until: until.promise });
  expect(supervised.child).toBeNull();
  expect(waits()).toEqual([null]);
  until.resolve();
  await supervised.end({ ...crash, until: new Promise(() => undefined) });
  expect(seen.filter(({ type }) => type === "process.start")).toHaveLength(2);
  await supervised[Symbol.asyncDispose]();
  expect(seen.filter(({ type }) => type === "process.start")).toHaveLength(2);
});
