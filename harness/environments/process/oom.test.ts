import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Observation } from "../../core/history.ts";
import { wallClock } from "../wall-clock.ts";
import { exists } from "./cgroup-files.ts";
import { startChild } from "./child.ts";
import { openMemoryGroups } from "./open-memory-groups.ts";
import { removeCgroups } from "./remove-cgroups.ts";
import { supervise } from "./supervise.ts";

const folder = mkdtempSync(join(tmpdir(), "fluxproof-oom-test-"));
const clock = wallClock();
const groups = await openMemoryGroups({ name: basename(folder), claim: async () => undefined });
if (groups.site === null) console.log(`skipped: OOM kills, because ${groups.because}`);

afterAll(async () => {
  if (groups.site) await removeCgroups(groups.site.directories, clock);
  rmSync(folder, { recursive: true });
  for (const directory of groups.site?.directories ?? []) expect(exists(directory)).toBe(false);
});

describe.skipIf(groups.site === null)("the machine's own memory cgroups", () => {
  test("a process over its limit is killed, and that is read from the kernel's counter", async () => {
    const limitBytes = 16 * 2 ** 20;
    const group = groups.site?.create({ name: "greedy", limitBytes }) ?? null;
    const exits: Extract<Observation, { type: "process.exit" }>[] = [];
    const thrice = Promise.withResolvers<void>();
    const scripts = [
      // One line without end, which tail keeps in memory whole.
      "exec tail -n 1 /dev/zero",
      "exit 7",
      "sleep 60",
    ];
    {
      await using _supervised = await supervise({
        name: "greedy",
        group,
        memoryLimitBytes: limitBytes,
        graceMs: 1_000,
        // Waits between lives take no time here.
        clock: { ...clock, sleep: async () => undefined },
        recorder: {
          record(observation) {
            if (observation.type === "process.exit") exits.push(observation);
            if (observation.type === "process.start" && observation.restarts === 2)
              thrice.resolve();
            return { ...observation, seq: 1, tMs: 0 };
          },
        },
        launch: () =>
          startChild({
            name: "greedy",
            command: "sh",
            args: ["-c", scripts.shift() ?? "sleep 60"],
            env: { PATH: process.env.PATH ?? "" },
            cwd: folder,
            logFile: join(folder, "log"),
            joins: group?.joins ?? [],
          }),
        onFailure: thrice.reject,
      });
      await thrice.promise;
      expect(group?.readMemory().oomKills).toBe(1);
      expect(group?.readCpuSeconds() ?? 1).toBeGreaterThan(0);
    }
    expect(exits).toMatchObject([
      { signal: "SIGKILL", oomKilled: true, restartInMs: 0 },
      { code: 7, oomKilled: false, restartInMs: 10_000 },
    ]);
  });
});
