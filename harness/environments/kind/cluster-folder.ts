import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeCacheFolder } from "../../subjects/cache-dir.ts";
import { isOwnerMark, type OwnerMark, ownMark } from "../process/owner-mark.ts";
import { randomName } from "../random-name.ts";

/** What this machine keeps of one cluster: its owner's mark, kubeconfig, configuration, audit log. */
export interface ClusterFolder {
  path: string;
  /** The cluster's name. */
  name: string;
  remove(): Promise<void>;
}

/** Whose a cluster is, and in which Docker daemon. */
export interface ClusterMark {
  owner: OwnerMark;
  daemon: string;
}

const markName = "owner.json";
const namePattern = /^fluxproof-[a-z0-9]{8}$/;

/**
 * Makes a folder with the mark in it, before there is anything in Docker: whatever happens from then on,
 * a later run finds what belongs to it. It lies in the cache and not among temporary files, which may be
 * cleared while Docker goes on.
 */
export async function createClusterFolder(request: {
  cacheDir: string;
  daemon: string;
}): Promise<ClusterFolder> {
  const name = `fluxproof-${randomName(8)}`;
  const path = join(await clustersFolder(request.cacheDir), name);
  await mkdir(path, { mode: 0o700 });
  const mark: ClusterMark = { owner: ownMark(), daemon: request.daemon };
  const file = join(path, markName);
  await writeFile(`${file}.new`, JSON.stringify(mark), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return folderAt(path, name);
}

/** The folders of clusters that were made on this machine, with their marks; null for one that can't be read. */
export async function listClusterFolders(
  cacheDir: string,
): Promise<{ folder: ClusterFolder; mark: ClusterMark | null }[]> {
  const parent = await clustersFolder(cacheDir);
  const entries = await readdir(parent, { withFileTypes: true });
  const names = entries.filter((each) => each.isDirectory() && namePattern.test(each.name));
  return await Promise.all(
    names.map(async ({ name }) => {
      const path = join(parent, name);
      return { folder: folderAt(path, name), mark: await readMark(path) };
    }),
  );
}

function folderAt(path: string, name: string): ClusterFolder {
  const remove = () => rm(path, { recursive: true, force: true, maxRetries: 5 });
  return { path, name, remove };
}

function clustersFolder(cacheDir: string): Promise<string> {
  return makeCacheFolder(cacheDir, "clusters");
}

async function readMark(path: string): Promise<ClusterMark | null> {
  try {
    const mark: unknown = JSON.parse(await readFile(join(path, markName), "utf8"));
    return isClusterMark(mark) ? mark : null;
  } catch {
    return null;
  }
}

function isClusterMark(value: unknown): value is ClusterMark {
  if (typeof value !== "object" || value === null) return false;
  const { owner, daemon } = value as Record<string, unknown>;
  return isOwnerMark(owner) && typeof daemon === "string";
}
