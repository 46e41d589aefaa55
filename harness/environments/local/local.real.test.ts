import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HarnessError, UsageError } from "../../core/failure.ts";
import { isInMemory, memoryRoot } from "../process/memory-folder.ts";
import { readStat } from "../process/proc.ts";
import { sweepLeftovers } from "../process/sweep.ts";
import { readMark } from "../process/temporary-folder.ts";
import { apiClient } from "../slot/api-client.ts";
import { testSlot } from "../slot/testing/test-slot.ts";
import { wallClock } from "../wall-clock.ts";
import { localEnvironment } from "./local-environment.ts";
import { findRealParts, withOnly } from "./testing/real-parts.ts";

const parts = await findRealParts("flux@2.7");
if ("skip" in parts) console.log(`skipped: environment local against real binaries: ${parts.skip}`);

const clock = wallClock();
const signal = new AbortController().signal;
const never = new Error("not provisioned");

/** Polls until it holds; a test's own time limit ends it otherwise. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await clock.sleep(20);
}

const isGone = (pid: number) => readStat(pid) === null;

describe.skipIf("skip" in parts)("environment local", { timeout: 120_000 }, () => {
  if ("skip" in parts) return;
  const { subject, controlPlane } = parts;
  let temporaryRoot: string;
  beforeAll(async () => {
    temporaryRoot = await mkdtemp(join(tmpdir(), "local-real-"));
  });
  afterAll(() => rm(temporaryRoot, { recursive: true }));
  const environment = (more: Partial<Parameters<typeof localEnvironment>[0]> = {}) =>
    localEnvironment({ controlPlane, temporaryRoot, ...more });

  test("all workers run, what they use and ask for is recorded, and nothing is left", async () => {
    await using slotTest = await testSlot({ subject });
    const names = Object.keys(subject.binaries);
    let cgroups: string[];
    {
      await using slot = await environment().start(slotTest.request);
      const [folder = ""] = await readdir(temporaryRoot);
      cgroups = (await readMark(join(temporaryRoot, folder)))?.cgroups ?? [];
      expect(
        slotTest
          .seen("process.workers")
          .map((each) => each.process)
          .toSorted(),
      ).toEqual(names.toSorted());
      using api = apiClient(slot.access, signal);
      const path = "/api/v1/namespaces/ending";
      await api.create("/api/v1/namespaces", JSON.stringify({ metadata: { name: "ending" } }));
      await api.request({ method: "DELETE", path });
      await until(async () => (await api.request({ method: "GET", path })).status === 404);
      await slot.flush();
      expect(slot.failed.aborted).toBe(false);
    }
    for (const name of names) {
      const usage = slotTest.seen("process.usage").findLast((each) => each.process === name);
      expect(usage?.rss).toBeGreaterThan(20e6);
      expect(usage?.rssPeak).toBeGreaterThanOrEqual(usage?.rss ?? 0);
      expect(usage?.cpuSeconds).toBeGreaterThan(0);
      const counts = slotTest.seen("kube.requests").map((each) => each.counts[name] ?? {});
      expect(counts.some((each) => Object.keys(each).length > 0)).toBe(true);
    }
    expect(slotTest.seen("harness.usage").length).toBeGreaterThan(0);
    expect(slotTest.seen("process.exit")).toEqual([]);
    for (const { pid } of slotTest.seen("process.start")) expect(isGone(pid)).toBe(true);
    expect(await readdir(temporaryRoot)).toEqual([]);
    for (const cgroup of cgroups) expect(existsSync(cgroup)).toBe(false);
    expect(await readdir(join(slotTest.request.dir, "logs"))).toEqual(
      expect.arrayContaining(["audit.log", "etcd.log", ...names.map((name) => `${name}.log`)]),
    );
    for (const log of await readdir(join(slotTest.request.dir, "logs"))) {
      const text = await readFile(join(slotTest.request.dir, "logs", log), "utf8");
      expect(text).not.toMatch(/PRIVATE KEY|Bearer [\w-]{20}/);
    }
  });

  test("temporary files lie in memory where a scenario wants them there, and go with the slot", async (context) => {
    if (!(await isInMemory(memoryRoot))) return context.skip(`${memoryRoot} is no tmpfs`);
    await using slotTest = await testSlot({
      subject: withOnly(subject, ["kustomize-controller"]),
      controllers: { "kustomize-controller": { temporaryFiles: "memory" } },
    });
    let place: string;
    {
      await using _slot = await environment().start(slotTest.request);
      const started = slotTest.seen("process.start");
      const pid = started.find((each) => each.process === "kustomize-controller")?.pid;
      const variables = await readFile(`/proc/${pid}/environ`, "utf8");
      place = /\0TMPDIR=([^\0]*)/.exec(variables)?.[1] ?? expect.fail();
      expect(await isInMemory(place)).toBe(true);
      expect((await readMark(dirname(place)))?.owner).toBeDefined();
    }
    expect(existsSync(dirname(place))).toBe(false);
  });

  test("a small memory limit is kept; a start that never ends under it is recorded", async () => {
    const limitBytes = 40 * 2 ** 20;
    await using slotTest = await testSlot({
      subject: withOnly(subject, ["source-controller"]),
      controllers: { "source-controller": { memoryLimit: "40Mi" } },
    });
    {
      await using slot = await environment().start(slotTest.request);
      await slot.flush();
    }
    const controller = (each: { process: string }) => each.process === "source-controller";
    const starts = slotTest.seen("process.start").filter(controller);
    expect(starts.map((each) => each.memoryLimitBytes)).toEqual(starts.map(() => limitBytes));
    const usages = slotTest.seen("process.usage").filter(controller);
    expect(usages.length).toBeGreaterThan(0);
    for (const usage of usages) expect(usage.workingSet).toBeLessThanOrEqual(limitBytes);
    // Which of the two it comes to is Flux's and the kernel's affair.
    const workers = slotTest.seen("process.workers").length;
    const starved = slotTest
      .seen("note")
      .filter((each) => each.text.startsWith("source-controller has no workers 20 s after"));
    expect(workers + starved.length).toBe(1);
  });

  test("a controller that is killed starts again; etcd that is killed fails the slot", async () => {
    await using slotTest = await testSlot({ subject: withOnly(subject, ["source-controller"]) });
    await using slot = await environment().start(slotTest.request);
    const pidOf = (name: string) =>
      slotTest.seen("process.start").findLast((each) => each.process === name)?.pid ?? -1;
    process.kill(pidOf("source-controller"), "SIGKILL");
    await until(() => slotTest.seen("process.workers").length === 2);
    expect(slotTest.seen("process.exit")).toMatchObject([
      { process: "source-controller", signal: "SIGKILL", oomKilled: false, restartInMs: 0 },
    ]);
    process.kill(pidOf("etcd"), "SIGKILL");
    await until(() => slot.failed.aborted);
    expect(slot.failed.reason).toBeInstanceOf(HarnessError);
    expect(slot.failed.reason.message).toMatch(/^etcd exited \(SIGKILL\).*logs\/etcd\.log/);
  });

  test("what can't start says so, and all is ended", async () => {
    await using slotTest = await testSlot({ subject: withOnly(subject, ["source-controller"]) });
    const broken = { ...controlPlane, kubeApiserver: "/bin/false" };
    const start = environment({ controlPlane: broken }).start(slotTest.request);
    await expect(start).rejects.toThrow(HarnessError);
    await expect(start).rejects.toThrow(/^kube-apiserver exited \(code 1\)/);
    for (const { pid } of slotTest.seen("process.start")) expect(isGone(pid)).toBe(true);
    expect(await readdir(temporaryRoot)).toEqual([]);
  });

  test("an abort in the middle of a start ends all that was started", async () => {
    const aborting = new AbortController();
    await using slotTest = await testSlot({ subject, signal: aborting.signal });
    const start = environment().start(slotTest.request);
    start.catch(() => undefined);
    await until(() => slotTest.seen("process.start").length >= 3);
    const reason = new Error("interrupted");
    aborting.abort(reason);
    await expect(start).rejects.toBe(reason);
    for (const { pid } of slotTest.seen("process.start")) expect(isGone(pid)).toBe(true);
    expect(await readdir(temporaryRoot)).toEqual([]);
  });

  test("a port the user names must be free", async () => {
    await using slotTest = await testSlot({ subject });
    const { createServer } = await import("node:net");
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw never;
    const start = environment({ apiServerPort: address.port }).start(slotTest.request);
    await expect(start).rejects.toThrow(UsageError);
    server.close();
  });

  test("a killed harness leaves no process, and the next sweep removes the rest", async () => {
    const root = await mkdtemp(join(temporaryRoot, "killed-"));
    const program = join(import.meta.dirname, "testing/hold-slot.ts");
    const harness = spawn(process.execPath, [program, root], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(createInterface(harness.stdout), "line");
    const { pids, dir } = JSON.parse(line) as { pids: number[]; dir: string };
    expect(pids).toHaveLength(4);
    expect(pids.filter(isGone)).toEqual([]);
    expect(await sweepLeftovers({ parent: root, clock })).toEqual({ folders: [], cgroups: [] });
    harness.kill("SIGKILL");
    await until(() => pids.every(isGone));
    const [name = ""] = await readdir(root);
    const cgroups = (await readMark(join(root, name)))?.cgroups ?? [];
    expect(await sweepLeftovers({ parent: root, clock })).toEqual({
      folders: [join(root, name)],
      cgroups,
    });
    expect(await readdir(root)).toEqual([]);
    for (const cgroup of cgroups) expect(existsSync(cgroup)).toBe(false);
    await rm(root, { recursive: true });
    await rm(dir, { recursive: true });
  });
});
