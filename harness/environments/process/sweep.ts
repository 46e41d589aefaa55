import { lstat, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { ownerIsDead, ownMark } from "./owner-mark.ts";
import { removeCgroups } from "./remove-cgroups.ts";
import { folderPrefix, readMark } from "./temporary-folder.ts";

/** What a sweep removed. */
export interface Swept {
  folders: string[];
  cgroups: string[];
}

/**
 * Removes what harnesses left that were killed: their temporary folders, and the cgroups these claim.
 * A folder counts only if it belongs to this user and holds a mark whose owner is dead for certain.
 * Processes need no sweep outside of those cgroups: the kernel ends them with their harness.
 */
export async function sweepLeftovers(request: { parent: string; clock: Clock }): Promise<Swept> {
  const swept: Swept = { folders: [], cgroups: [] };
  const self = ownMark();
  for (const entry of await readdir(request.parent, { withFileTypes: true })) {
    if (!entry.isDirectory() || !entry.name.startsWith(folderPrefix)) continue;
    const folder = join(request.parent, entry.name);
    if (!(await isOwnedByUser(folder))) continue;
    const mark = await readMark(folder);
    if (mark === null || !ownerIsDead(mark.owner, self)) continue;
    // The groups of a slot bear its folder's name: no mark can make us touch any other.
    const cgroups = mark.cgroups.filter((each) => basename(each) === entry.name);
    if (mark.owner.bootId === self.bootId) {
      await removeCgroups(cgroups, request.clock);
      swept.cgroups.push(...cgroups);
    }
    await rm(folder, { recursive: true, force: true });
    swept.folders.push(folder);
  }
  return swept;
}

async function isOwnedByUser(folder: string): Promise<boolean> {
  const stats = await lstat(folder).catch(() => null);
  return stats !== null && stats.uid === process.getuid?.();
}
