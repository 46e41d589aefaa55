import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Child } from "../process/child.ts";
import { wallClock } from "../wall-clock.ts";
import { awaitWorkers, workersLog } from "./workers.ts";

/** As controller-runtime writes it. */
const line = (msg: string, controller: string) =>
  JSON.stringify({ level: "info", ts: "2026-01-01T00:00:00Z", msg, controller, "worker count": 2 });

function runs(expected: string[], lines: string[]): boolean {
  const log = workersLog(expected);
  lines.forEach(log.take);
  return log.running();
}

describe("workers run", () => {
  test("once every expected reconciler has them", () => {
    const bucket = line("Starting workers", "bucket");
    const git = line("Starting workers", "gitrepository");
    expect(runs(["bucket", "gitrepository"], [bucket])).toBe(false);
    expect(runs(["bucket", "gitrepository"], [bucket, git])).toBe(true);
  });

  test("only with those that were announced besides", () => {
    const announced = line("Starting EventSource", "helmchart");
    const lines = [announced, line("Starting workers", "bucket")];
    expect(runs(["bucket"], lines)).toBe(false);
    expect(runs(["bucket"], [...lines, line("Starting workers", "helmchart")])).toBe(true);
  });

  test("not because of other lines", () => {
    const other = [
      "",
      "not JSON",
      'null "Starting ',
      '{"msg":"Starting workers"}',
      '{"msg":"Starting Controller","controller":7}',
      line("All workers finished", "kustomization"),
    ];
    expect(runs([], other)).toBe(false);
  });

  test("names what is missing", () => {
    const log = workersLog(["bucket", "gitrepository"]);
    log.take(line("Starting workers", "bucket"));
    expect(log.missing()).toEqual(["gitrepository"]);
  });
});

describe("following a log", () => {
  const follow = async (lines: string[], ended: boolean) => {
    const folder = await mkdtemp(join(tmpdir(), "workers-test-"));
    try {
      const logFile = join(folder, "log");
      const before = `${line("Starting workers", "kustomization")}\n`;
      await appendFile(logFile, before + lines.map((each) => `${each}\n`).join(""));
      const exit = { code: 0, signal: null };
      const child: Child = {
        name: "kustomize-controller",
        pid: 1,
        logFile,
        logStart: before.length,
        ended: ended ? exit : null,
        exited: Promise.resolve(exit),
        kill: () => undefined,
      };
      const log = workersLog(["kustomization"]);
      const signal = AbortSignal.timeout(5_000);
      return await awaitWorkers({ child, log, clock: wallClock(), signal });
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  test("an earlier life's workers are not this one's", async () => {
    expect(await follow([], true)).toBe(false);
    expect(await follow([line("Starting workers", "kustomization")], false)).toBe(true);
  });
});
