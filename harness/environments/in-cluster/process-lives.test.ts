import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { HistoryEntry, Observation } from "../../core/history.ts";
import { wallClock } from "../wall-clock.ts";
import { processLives } from "./process-lives.ts";
import { podOf } from "./testing/pod-of.ts";

const starting = (msg: string) =>
  JSON.stringify({ level: "info", msg, controller: "gitrepository" });

/** Logs by Pod, each time it is asked for. */
async function follow(logs: Record<string, string[][]> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "lives-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const recorded: Observation[] = [];
  const asked: string[] = [];
  const lives = processLives({
    process: {
      ...{ name: "source-controller", namespace: "flux-system", container: "manager" },
      ...{ selector: {}, reconcilers: ["gitrepository"], memoryLimitBytes: 1024, serves: "host." },
    },
    connection: {
      async *lines(path) {
        asked.push(path);
        const pod = /pods\/([^/]+)/.exec(path)?.[1] ?? "";
        const lines = logs[pod]?.shift() ?? [];
        yield* lines.map((line) => `2026-01-01T00:00:00.00000000${asked.length}Z ${line}`);
      },
    },
    logs: folder,
    recorder: {
      record(observation) {
        recorded.push(observation);
        return observation as HistoryEntry;
      },
    },
    clock: wallClock(),
    signal: new AbortController().signal,
  });
  onTestFinished(() => lives[Symbol.asyncDispose]());
  const said = () =>
    recorded.map((each) => {
      if (each.type === "process.start") return `start ${each.restarts}`;
      if (each.type !== "process.exit") return each.type;
      const { signal, code, oomKilled, restartInMs } = each;
      return `exit ${signal ?? code}${oomKilled ? " oom" : ""} ${restartInMs}`;
    });
  return { lives, recorded, asked, said };
}

test("a life is told from its start over its workers to its end, and its log kept", async () => {
  const log = [starting("Starting Controller"), starting("Starting workers")];
  const { lives, recorded, said } = await follow({ "pod-a": [log] });
  const next = lives.next();
  lives.take("added", podOf({ uid: "a", running: "containerd://1" }));
  expect(await next).toMatchObject({ containerId: "containerd://1", node: "node" });
  expect(recorded[0]).toMatchObject({ memoryLimitBytes: 1024, serves: "host." });
  await vi.waitFor(() => expect(lives.worked).toBe(true));
  const [life] = lives.running;
  const ended = { id: "containerd://1", exitCode: 137, reason: "OOMKilled" };
  lives.take("modified", podOf({ uid: "a", ended }));
  await life?.exited;
  expect(said()).toEqual(["start 0", "process.workers", "exit SIGKILL oom 0"]);
  expect(lives.running).toEqual([]);
  await lives[Symbol.asyncDispose]();
  expect(await readFile(lives.logFile, "utf8")).toBe(`${log.join("\n")}\n`);
});

test("restarts are told as late as a kubelet makes them, those of a new Pod at once", async () => {
  const { lives, said } = await follow();
  lives.take("added", podOf({ uid: "a", running: "1" }));
  lives.take("modified", podOf({ uid: "a", running: "2", last: { id: "1", exitCode: 1 } }));
  lives.take("modified", podOf({ uid: "a", running: "3", last: { id: "2", exitCode: 1 } }));
  lives.take("modified", podOf({ uid: "a", running: "3", gone: true }));
  lives.take("deleted", podOf({ uid: "a", ended: { id: "3", exitCode: 0 }, gone: true }));
  lives.take("added", podOf({ uid: "b", running: "4" }));
  lives.expectsNone = true;
  lives.take("modified", podOf({ uid: "b", ended: { id: "4", exitCode: 0 }, gone: true }));
  expect(said()).toEqual([
    ...["start 0", "exit 1 0", "start 1", "exit 1 10000", "start 2", "exit 0 0"],
    ...["start 3", "exit 0 null"],
  ]);
});

test("the log of a life that is over already is that of the container before", async () => {
  const { lives, asked } = await follow();
  const last = { id: "1", exitCode: 2 };
  lives.take("added", podOf({ uid: "a", running: "2", last }));
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(asked.filter((path) => path.includes("previous=true"))).toHaveLength(1);
});
