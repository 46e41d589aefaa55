import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HarnessError } from "../../core/failure.ts";
import type { Child, Exit } from "../process/child.ts";
import { wallClock } from "../wall-clock.ts";
import { PortTakenError } from "./port-taken.ts";
import type { ControllerRequest } from "./start-controller.ts";
import { watchStart } from "./watch-start.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "start-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A controller whose every life writes `log` and exits. */
async function exits(request: { times: number; named: boolean; log: string }) {
  const logFile = join(folder, "x.log");
  await writeFile(logFile, request.log);
  const failure = new AbortController();
  const controller: ControllerRequest = {
    name: "x",
    instance: { name: "x", controller: "x", selector: null },
    controller: { groups: [], reconcilers: [], graceMs: 0, places: () => [] },
    binary: "",
    settings: {},
    limits: { memoryBytes: 1, memoryNamed: request.named, group: null },
    ports: [],
    eventsPort: null,
    env: {},
    context: {
      folder,
      logs: folder,
      recorder: { record: (observation) => ({ ...observation, seq: 1, tMs: 0 }) },
      clock: wallClock(),
      signal: failure.signal,
      fail: (error) => failure.abort(error),
    },
  };
  const watch = watchStart(controller);
  const exit: Exit = { code: 2, signal: null };
  const child: Child = {
    name: "x",
    pid: 1,
    logFile,
    logStart: 0,
    ended: exit,
    exited: Promise.resolve(exit),
    kill: () => undefined,
  };
  for (let life = 0; life < request.times; life += 1) {
    watch.onStart(child);
    await watch.onExit(child, exit);
  }
  return { failure, watch, child };
}

test("three exits before the workers ran fail the slot, with the end of the log", async () => {
  const { failure, watch } = await exits({ times: 3, named: false, log: "no such flag\n" });
  await expect(watch.ready).rejects.toThrow();
  expect(failure.signal.reason).toBeInstanceOf(HarnessError);
  expect(failure.signal.reason.message).toMatch(/exited 3 times.*code 2.*x\.log.*no such flag/s);
});

test("a port that was taken is worth another try, at the first exit", async () => {
  const log = "listen tcp 127.0.0.1:1: bind: address already in use\n";
  const { failure, watch } = await exits({ times: 1, named: false, log });
  await expect(watch.ready).rejects.toThrow();
  expect(failure.signal.reason).toBeInstanceOf(PortTakenError);
});

test("under a memory limit of the scenario exits are for the scenario to judge", async () => {
  const { failure, watch } = await exits({ times: 5, named: true, log: "killed\n" });
  expect(failure.signal.aborted).toBe(false);
  failure.abort();
  await expect(watch.ready).rejects.toThrow();
});

test("an exit for a port that was taken says nothing of the controller, any other does", async () => {
  const taken = "listen tcp 127.0.0.1:1: bind: address already in use\n";
  for (const [log, isVoid] of [
    [taken, true],
    ["no such flag\n", false],
  ] as const) {
    const { failure, watch, child } = await exits({ times: 0, named: true, log });
    expect(await watch.isVoid(child)).toBe(isVoid);
    failure.abort();
    await expect(watch.ready).rejects.toThrow();
  }
});
