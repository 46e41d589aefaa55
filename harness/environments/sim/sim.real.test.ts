import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HarnessError } from "../../core/failure.ts";
import { startSimGitHost } from "../git-hosts/sim.ts";
import { findRealParts, withOnly } from "../local/testing/real-parts.ts";
import { readStat } from "../process/proc.ts";
import { readMark } from "../process/temporary-folder.ts";
import { apiClient } from "../slot/api-client.ts";
import { testSlot } from "../slot/testing/test-slot.ts";
import { wallClock } from "../wall-clock.ts";
import { simEnvironment } from "./sim-environment.ts";

const parts = await findRealParts("flux@2.7");
if ("skip" in parts) console.log(`skipped: environment sim with real Flux: ${parts.skip}`);

const clock = wallClock();
const signal = new AbortController().signal;

/** Polls until it holds; a test's own time limit ends it otherwise. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await clock.sleep(20);
}

describe.skipIf("skip" in parts)("environment sim with real Flux", { timeout: 60_000 }, () => {
  if ("skip" in parts) return;
  const { subject } = parts;
  let temporaryRoot: string;
  beforeAll(async () => {
    temporaryRoot = await mkdtemp(join(tmpdir(), "sim-real-"));
  });
  afterAll(() => rm(temporaryRoot, { recursive: true }));

  test("all workers run, what they use and ask for is recorded, and nothing is left", async () => {
    await using slotTest = await testSlot({ subject });
    const names = Object.keys(subject.binaries);
    let cgroups: string[];
    {
      await using slot = await simEnvironment({ temporaryRoot }).start(slotTest.request);
      const [folder = ""] = await readdir(temporaryRoot);
      cgroups = (await readMark(join(temporaryRoot, folder)))?.cgroups ?? [];
      using api = apiClient(slot.access, signal);
      const path = "/api/v1/namespaces/ending";
      await api.create("/api/v1/namespaces", JSON.stringify({ metadata: { name: "ending" } }));
      await until(async () => {
        const answer = await api.request({ method: "GET", path: `${path}/serviceaccounts` });
        return answer.text.includes('"default"');
      });
      await api.request({ method: "DELETE", path });
      await until(async () => (await api.request({ method: "GET", path })).status === 404);
      await slot.flush();
      expect(slot.failed.aborted).toBe(false);
    }
    const started = slotTest.seen("process.start").map((each) => each.process);
    expect(started.toSorted()).toEqual(["kube-simulator", ...names].toSorted());
    for (const name of [...names, "kube-simulator"]) {
      const usage = slotTest.seen("process.usage").findLast((each) => each.process === name);
      expect(usage?.rss).toBeGreaterThan(20e6);
    }
    for (const name of names) {
      const counts = slotTest.seen("kube.requests").map((each) => each.counts[name] ?? {});
      expect(counts.some((each) => Object.keys(each).length > 0)).toBe(true);
    }
    expect(slotTest.seen("process.exit")).toEqual([]);
    for (const { pid } of slotTest.seen("process.start")) expect(readStat(pid)).toBeNull();
    expect(await readdir(temporaryRoot)).toEqual([]);
    for (const cgroup of cgroups) expect(existsSync(cgroup)).toBe(false);
  });

  test("a controller runs as shards, which crash, lose their Pod and go away on their own", async () => {
    const name = "source-controller";
    const shard1 = "source-controller-shard1";
    const more = { controllers: { [name]: { shards: ["shard1"] } } };
    await using slotTest = await testSlot({ subject: withOnly(subject, [name]), ...more });
    const of = (type: "process.start" | "process.exit" | "process.workers", process = shard1) =>
      slotTest.seen(type).filter((each) => each.process === process);
    {
      await using slot = await simEnvironment({ temporaryRoot }).start(slotTest.request);
      const { controllers } = slot;
      const [folder = ""] = await readdir(temporaryRoot);
      const kept = join(temporaryRoot, folder, shard1, "data", "kept");
      await writeFile(kept, "");
      await controllers.end({ controller: shard1, how: "crash", pod: "kept" });
      await until(() => of("process.workers").length === 2);
      expect(existsSync(kept)).toBe(true);
      await controllers.end({ controller: shard1, how: "stop", pod: "replaced" });
      expect(existsSync(kept)).toBe(false);
      await until(() => of("process.workers").length === 3);
      await controllers.scale({ controller: shard1, replicas: 0 });
      await slot.flush();
    }
    expect(of("process.exit")).toMatchObject([
      { signal: "SIGKILL", code: null, oomKilled: false, restartInMs: 0 },
      { signal: null, code: 0, restartInMs: 0 },
      { signal: null, code: 0, restartInMs: null },
    ]);
    expect(of("process.exit", name)).toEqual([]);
    const servers = [name, shard1].map(
      (each) => slotTest.seen("process.start").find(({ process }) => process === each)?.serves,
    );
    expect(new Set(servers).size).toBe(2);
    for (const each of [name, shard1]) {
      const counts = slotTest.seen("kube.requests").map((seen) => seen.counts[each] ?? {});
      expect(counts.some((own) => Object.keys(own).length > 0)).toBe(true);
    }
  });

  test("the Git host outlives the controllers that ask it", async () => {
    await using slotTest = await testSlot({ subject: withOnly(subject, ["source-controller"]) });
    const alive: boolean[] = [];
    const environment = simEnvironment({
      temporaryRoot,
      startGitHost: async (request) => {
        const host = await startSimGitHost(request);
        const end = async () => {
          const source = slotTest
            .seen("process.start")
            .find((each) => each.process === "source-controller");
          alive.push(readStat(source?.pid ?? 0) !== null);
          await host[Symbol.asyncDispose]();
        };
        return { ...host, [Symbol.asyncDispose]: end };
      },
    });
    const slot = await environment.start(slotTest.request);
    expect(alive).toEqual([]);
    await slot[Symbol.asyncDispose]();
    expect(alive).toEqual([false]);
  });

  test("a simulator that dies makes the slot fail, and says so", async () => {
    await using slotTest = await testSlot({ subject: withOnly(subject, ["source-controller"]) });
    await using slot = await simEnvironment({ temporaryRoot }).start(slotTest.request);
    const simulator = slotTest
      .seen("process.start")
      .find((each) => each.process === "kube-simulator");
    process.kill(simulator?.pid ?? 0, "SIGKILL");
    await until(() => slot.failed.aborted);
    expect(slot.failed.reason).toBeInstanceOf(HarnessError);
    expect(slot.failed.reason.message).toContain("kube-simulator exited (SIGKILL)");
  });
});
