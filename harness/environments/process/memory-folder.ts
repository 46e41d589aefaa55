import { statfs } from "node:fs/promises";
import { UnsupportedError } from "../../core/failure.ts";
import { createTemporaryFolder, type TemporaryFolder } from "./temporary-folder.ts";

/** Where Linux keeps files in memory (shm_overview(7)). */
export const memoryRoot = "/dev/shm";

/** What statfs(2) calls a file system that has no disk: its pages can't be dropped from memory. */
const tmpfsMagic = 0x01021994;

export async function isInMemory(path: string): Promise<boolean> {
  return (await statfs(path).catch(() => null))?.type === tmpfsMagic;
}

/**
 * A folder without a disk. What lies in it counts as memory of the cgroup whose process wrote it.
 * @throws UnsupportedError, naming what was to lie there, where this machine has no such file system
 */
export async function createMemoryFolder(what: string): Promise<TemporaryFolder> {
  if (await isInMemory(memoryRoot)) return createTemporaryFolder(memoryRoot);
  throw new UnsupportedError(what, `${memoryRoot} is no tmpfs on this machine`);
}
