import { readFileSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** The number after `name ` on a line of its own, as `memory.stat` and `memory.events` have them. */
export function readCounter(directory: string, file: string, name: string): number {
  const text = readFileSync(join(directory, file), "utf8");
  const match = new RegExp(`^${name} (\\d+)$`, "m").exec(text);
  if (!match) throw new Error(`${join(directory, file)} has no line "${name} NUMBER"`);
  return Number(match[1]);
}

export function readNumber(directory: string, file: string): number {
  return Number(readFileSync(join(directory, file), "utf8"));
}

export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Pids in a cgroup; none where it doesn't exist. */
export function readPids(directory: string): number[] {
  if (!exists(directory)) return [];
  return readFileSync(join(directory, "cgroup.procs"), "utf8")
    .split("\n")
    .filter(Boolean)
    .map(Number);
}

/**
 * Removes an empty cgroup, whose control files need no deleting.
 * False while processes that were just killed are still leaving it.
 */
export function removeCgroup(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return true;
    if (code === "EBUSY" || code === "ENOTEMPTY") return false;
    throw error;
  }
}
