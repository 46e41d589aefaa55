import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { wallClock } from "../wall-clock.ts";
import { type ChildRequest, startChild, stopChild } from "./child.ts";
import { readStat } from "./proc.ts";
import { tailLines } from "./tail.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "child-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const clock = wallClock();

function shell(script: string, more: Partial<ChildRequest> = {}): ChildRequest {
  return {
    name: "test",
    command: "sh",
    args: ["-c", script],
    env: { PATH: process.env.PATH ?? "" },
    cwd: folder,
    logFile: join(folder, "log"),
    ...more,
  };
}

test("appends to the log, knows nothing of our environment, and reports its exit", async () => {
  writeFileSync(join(folder, "log"), "before\n");
  process.env.CHILD_TEST_SECRET = "secret";
  const child = await startChild(
    shell('echo "[$CHILD_TEST_SECRET] $WITH"; exit 3', {
      env: { PATH: process.env.PATH ?? "", WITH: "mine" },
    }),
  );
  expect(await child.exited).toEqual({ code: 3, signal: null });
  expect(child.ended).toEqual({ code: 3, signal: null });
  expect(child.logStart).toBe("before\n".length);
  expect(readFileSync(join(folder, "log"), "utf8")).toBe("before\n[] mine\n");
});

test("joins before exec: the pid written is the command's own", async () => {
  const joins = [join(folder, "a"), join(folder, "b c")];
  const child = await startChild(shell("echo $$", { joins }));
  await child.exited;
  for (const file of [...joins, join(folder, "log")]) {
    expect(readFileSync(file, "utf8")).toBe(`${child.pid}\n`);
  }
});

test("a group that can't be joined keeps the command from running", async () => {
  const child = await startChild(shell("echo it has run", { joins: [join(folder, "no/such")] }));
  expect((await child.exited).code).toBe(98);
  expect(readFileSync(join(folder, "log"), "utf8")).not.toContain("it has run");
});

test("a program that isn't there exits as in a shell and says so in the log", async () => {
  const child = await startChild({ ...shell(""), command: join(folder, "absent"), args: [] });
  expect((await child.exited).code).toBe(127);
  expect(readFileSync(join(folder, "log"), "utf8")).toContain("absent");
});

test("kills what doesn't end by itself", async () => {
  const script = 'trap "" TERM; echo deaf; while :; do sleep 0.05; done';
  const child = await startChild(shell(script));
  await using tail = tailLines(child.logFile);
  while ((await tail.read()).length === 0) await clock.sleep(5);
  expect(await stopChild(child, 50, clock)).toEqual({ code: null, signal: "SIGKILL" });
  expect(readStat(child.pid)).toBeNull();
});

test("stops what is frozen by SIGTERM all the same", async () => {
  const child = await startChild(
    shell('trap "exit 7" TERM; echo on; while :; do sleep 0.05; done'),
  );
  await using tail = tailLines(child.logFile);
  while ((await tail.read()).length === 0) await clock.sleep(5);
  child.kill("SIGSTOP");
  expect(await stopChild(child, 60_000, clock)).toEqual({ code: 7, signal: null });
});
