import { statfs } from "node:fs/promises";
import { UnsupportedError } from "../../core/failure.ts";
import { formatBytes } from "../../core/quantity.ts";
import { createTemporaryFolder, type TemporaryFolder } from "./temporary-folder.ts";

/** Where Linux keeps files in memory (shm_overview(7)). */
export const memoryRoot = "/dev/shm";

/** What statfs(2) calls a file system that has no disk: its pages can't be dropped from memory. */
const tmpfsMagic = 0x01021994;

export async function isInMemory(path: string): Promise<boolean> {
  return (await statfs(path).catch(() => null))?.type === tmpfsMagic;
}

/** Room for what a controller unpacks with a few workers. Containers of Docker have 64 MiB unless told otherwise. */
const freeBytesLeast = 256 * 2 ** 20;

/**
 * A folder without a disk. What lies in it counts as memory of the cgroup whose process wrote it.
 * @throws UnsupportedError, naming what was to lie there, where this machine has no such file system, or no room
 *   in it
 */
export async function createMemoryFolder(
  what: string,
  { root = memoryRoot, ...room }: { root?: string; bytesLeast?: number } = {},
): Promise<TemporaryFolder> {
  const why = await whyNoMemoryFolder({ root, ...room });
  if (why !== undefined) throw new UnsupportedError(what, why);
  return createTemporaryFolder(root);
}

/** Why there can be no folder in memory now; undefined where there can. */
export async function whyNoMemoryFolder({
  root = memoryRoot,
  bytesLeast = freeBytesLeast,
} = {}): Promise<string | undefined> {
  if (!(await isInMemory(root))) return `${root} is no tmpfs on this machine`;
  const { bavail, bsize } = await statfs(root);
  if (bavail * bsize >= bytesLeast) return undefined;
  const [free, least] = [bavail * bsize, bytesLeast].map((bytes) => formatBytes(bytes));
  return `${root} has ${free} left and ${least} are needed; a container of Docker gets more by --shm-size`;
}
