import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isOwnerMark, type OwnerMark, ownMark } from "./owner-mark.ts";

/** A folder of one slot with its owner's mark in it; disposing removes it. */
export interface TemporaryFolder extends AsyncDisposable {
  path: string;
  /** The last part of the path, unlike any other on this machine. */
  name: string;
  /** Notes cgroups that belong to the slot, before they are made, so that a sweep finds them. */
  claim(cgroups: string[]): Promise<void>;
}

/** What the mark file says. */
export interface FolderMark {
  owner: OwnerMark;
  /** Directories in the cgroup file system, each inside the one before it or beside it. */
  cgroups: string[];
}

export const folderPrefix = "fluxproof-";
const markName = "owner.json";

/** Only the user may enter it: it holds keys and tokens. */
export async function createTemporaryFolder(parent: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(parent, folderPrefix));
  await writeMark(path, { owner: ownMark(), cgroups: [] });
  return {
    path,
    name: basename(path),
    claim: (cgroups) => writeMark(path, { owner: ownMark(), cgroups }),
    // A controller's last writes may still come in while its folder is being removed.
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Null where the folder has no mark, or one that can't be read: it isn't ours to judge. */
export async function readMark(path: string): Promise<FolderMark | null> {
  try {
    const mark: unknown = JSON.parse(await readFile(join(path, markName), "utf8"));
    return isFolderMark(mark) ? mark : null;
  } catch {
    return null;
  }
}

async function writeMark(path: string, mark: FolderMark): Promise<void> {
  const file = join(path, markName);
  await writeFile(`${file}.new`, JSON.stringify(mark), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function isFolderMark(value: unknown): value is FolderMark {
  if (typeof value !== "object" || value === null) return false;
  const { owner, cgroups } = value as Record<string, unknown>;
  return (
    isOwnerMark(owner) &&
    Array.isArray(cgroups) &&
    cgroups.every((each) => typeof each === "string")
  );
}
