import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { HarnessError } from "../../core/failure.ts";
import { exists, readPids, removeCgroup } from "./cgroup-files.ts";

const patienceMs = 5_000;

/**
 * Removes a slot's cgroups with the groups inside them. Whatever still runs in one is killed: only
 * what the harness started ever joined, or was started from there.
 */
export async function removeCgroups(directories: string[], clock: Clock): Promise<void> {
  const deadlineMs = clock.nowMs() + patienceMs;
  for (const directory of directories) {
    for (const group of [...groupsInside(directory), directory]) {
      while (!removeCgroup(group)) {
        const pids = readPids(group);
        if (clock.nowMs() > deadlineMs) {
          throw new HarnessError(
            `cgroup ${group} could not be removed within ${patienceMs / 1000} s; processes in it: ${pids.join(", ") || "none"}.`,
          );
        }
        pids.forEach(killNow);
        await clock.sleep(20);
      }
    }
  }
}

function groupsInside(directory: string): string[] {
  if (!exists(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(directory, entry.name));
}

function killNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
