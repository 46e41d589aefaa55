import { mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { makeCacheFolder } from "../cache-dir.ts";
import { ownerMark, sweepTemporaryFolders } from "./owner.ts";

/** One image or blob of the cache. */
export interface CacheEntry {
  /** Absolute: an image's folder, or a file. */
  path: string;
  sizeBytes: number;
  /** When any file of it was last written or read, in milliseconds since 1970. */
  usedMs: number;
}

export interface PruneRequest {
  cacheDir: string;
  clock: Clock;
  /** What nobody used for so many days goes. */
  daysMax?: number;
  /** What is left may take so much; beyond it the longest unused goes first. */
  bytesMax?: number;
}

const dayMs = 24 * 60 * 60 * 1000;
/** The kernel may note a file's reading once a day only; nor does a run take longer than that. */
const inUseMs = 2 * dayMs;

/**
 * Removes images and blobs that were not used for long, or for which there is no room: they come back when they
 * are asked for. What was used of late stays, whatever its size. Resolves to what went.
 */
export async function pruneCache(request: PruneRequest): Promise<CacheEntry[]> {
  const { cacheDir, clock, daysMax = 30, bytesMax = 20 * 2 ** 30 } = request;
  const nowMs = clock.epochMs();
  const gone: CacheEntry[] = [];
  let leftBytes = bytesMax;
  for (const entry of (await listEntries(cacheDir)).sort((a, b) => b.usedMs - a.usedMs)) {
    leftBytes -= entry.sizeBytes;
    const unusedMs = nowMs - entry.usedMs;
    const goes = unusedMs > daysMax * dayMs || (leftBytes < 0 && unusedMs > inUseMs);
    if (goes && (await removeUnused(entry, cacheDir))) gone.push(entry);
  }
  return gone;
}

/** Images, those of `ci/images` among them, and blobs. */
export async function listEntries(cacheDir: string): Promise<CacheEntry[]> {
  const images = join(cacheDir, "images");
  const found = [...(await below(join(cacheDir, "blobs", "sha256")))];
  for (const one of await below(images)) {
    // A folder by an image's name holds one for each version, a file is an image itself.
    const versions = one.isDirectory ? await below(one.path) : [one];
    found.push(...versions);
  }
  const entries = await Promise.all(found.map(({ path }) => readEntry(path)));
  return entries.filter((entry) => entry !== undefined);
}

/**
 * Moves an entry out of the way, and removes it unless somebody began to use it meanwhile. Two processes that
 * want it gone don't meet: one of them moves it.
 */
export async function removeUnused(entry: CacheEntry, cacheDir: string): Promise<boolean> {
  const temporary = await makeCacheFolder(cacheDir, "tmp");
  await sweepTemporaryFolders(temporary);
  const work = await mkdtemp(join(temporary, `pruned.${ownerMark()}.`));
  try {
    const moved = join(work, "entry");
    if (!(await renamed(entry.path, moved))) return false;
    const now = await readEntry(moved);
    const isUsed = now !== undefined && now.usedMs > entry.usedMs;
    // Where it was made again by now, that one does.
    return !(isUsed && (await renamed(moved, entry.path)));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ENOENT", "ENOTEMPTY", "EEXIST"].includes(code)) return false;
    throw error;
  }
}

async function below(folder: string): Promise<{ path: string; isDirectory: boolean }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.map((entry) => ({
    path: join(folder, entry.name),
    isDirectory: entry.isDirectory(),
  }));
}

/** Undefined for what went in the meantime. */
async function readEntry(path: string): Promise<CacheEntry | undefined> {
  try {
    const own = await stat(path);
    const names = own.isDirectory() ? await readdir(path) : [];
    // Nothing that this made, or could tell the age of.
    if (own.isDirectory() && !names.includes("image.json")) return undefined;
    const files = own.isDirectory()
      ? await Promise.all(names.map((name) => stat(join(path, name))))
      : [own];
    const times = files.flatMap(({ atimeMs, mtimeMs }) => [atimeMs, mtimeMs]);
    const sizeBytes = files.reduce((sum, { size }) => sum + size, 0);
    return { path, sizeBytes, usedMs: Math.max(...times) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** What went, in a few words; undefined for nothing. */
export function prunedText(gone: readonly CacheEntry[], cacheDir: string): string | undefined {
  const [first] = gone;
  if (!first) return undefined;
  const mebibytes = gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / 2 ** 20;
  const others = gone.length > 1 ? ` and ${gone.length - 1} more` : "";
  return `removed ${relative(cacheDir, first.path)}${others} (${mebibytes.toFixed(1)} MiB), long unused`;
}
