import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { wallClock } from "../../../simulators/support/clock.ts";
import { listEntries, pruneCache, prunedText, removeUnused } from "./prune.ts";

const dayMs = 24 * 60 * 60 * 1000;
const clock = { ...wallClock(), epochMs: () => 1_000 * dayMs };

let cacheDir = "";
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "prune-"));
});
afterEach(() => rm(cacheDir, { recursive: true }));

/** A file of the cache that was read so many days ago, and written long before. */
async function keep(path: string, days: number, bytes = 10): Promise<void> {
  const file = join(cacheDir, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, "x".repeat(bytes));
  await read(path, days);
}

function read(path: string, days: number): Promise<void> {
  return utimes(join(cacheDir, path), (1_000 - days) * 86_400, 86_400);
}

async function paths(): Promise<string[]> {
  const all = await readdir(cacheDir, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => relative(cacheDir, join(entry.parentPath, entry.name)))
    .sort();
}

const image = (key: string) => `images/source-controller/${key}`;

describe("the cache", () => {
  test("loses images and blobs that nobody used for a month, and nothing else", async () => {
    await keep(`${image("old")}/image.tar`, 40);
    await keep(`${image("old")}/image.json`, 31);
    await keep(`${image("used")}/image.tar`, 40);
    await keep(`${image("used")}/image.json`, 29);
    await keep("images/gitea-1.tar.zst", 31);
    await keep("images/gitea-2.tar.zst", 29);
    await keep("blobs/sha256/aa", 31);
    await keep("blobs/sha256/bb", 29);
    await keep("images/other/not-ours/file", 900);
    await keep("parts/etcd/3.6.5/etcd", 900);
    const gone = await pruneCache({ cacheDir, clock });
    expect(await paths()).toEqual(
      [
        ...["blobs/sha256/bb", "images/gitea-2.tar.zst"],
        ...[`${image("used")}/image.json`, `${image("used")}/image.tar`],
        ...["images/other/not-ours/file", "parts/etcd/3.6.5/etcd"].toSorted(),
      ].toSorted(),
    );
    expect(gone).toHaveLength(3);
    expect(prunedText(gone, cacheDir)).toMatch(/^removed \S+ and 2 more \(0.0 MiB\), long unused$/);
    expect(prunedText([], cacheDir)).toBeUndefined();
  });

  test("loses those longest unused when there is no room, but none in use", async () => {
    await keep("blobs/sha256/aa", 20, 100);
    await keep("blobs/sha256/bb", 10, 100);
    await keep("blobs/sha256/cc", 5, 100);
    await keep("blobs/sha256/dd", 1, 1_000);
    expect((await pruneCache({ cacheDir, clock, bytesMax: 1_250 })).map(nameOf)).toEqual([
      "blobs/sha256/aa",
    ]);
    expect((await pruneCache({ cacheDir, clock, bytesMax: 500 })).map(nameOf)).toEqual([
      ...["blobs/sha256/cc", "blobs/sha256/bb"],
    ]);
    expect(await paths()).toEqual(["blobs/sha256/dd"]);
  });

  test("may be empty or absent", async () => {
    expect(await pruneCache({ cacheDir: join(cacheDir, "none"), clock })).toEqual([]);
    await mkdir(join(cacheDir, "images", "source-controller"), { recursive: true });
    expect(await pruneCache({ cacheDir, clock })).toEqual([]);
  });

  test("keeps what somebody began to use since it was looked at", async () => {
    await keep(`${image("a")}/image.json`, 50);
    const [entry] = await listEntries(cacheDir);
    if (!entry) throw new Error("no entry");
    await read(`${image("a")}/image.json`, 0);
    expect(await removeUnused(entry, cacheDir)).toBe(false);
    expect(await readFile(join(cacheDir, image("a"), "image.json"), "utf8")).toHaveLength(10);
    expect(await readdir(join(cacheDir, "tmp"))).toEqual([]);
  });

  test("loses each once when several processes prune it at once", async () => {
    const names = Array.from({ length: 40 }, (_, at) => `blobs/sha256/${at}`);
    await Promise.all(names.map((name) => keep(name, 50)));
    const gone = await Promise.all(
      Array.from({ length: 4 }, () => pruneCache({ cacheDir, clock })),
    );
    expect(gone.flat().map(nameOf).sort()).toEqual([...names].sort());
    expect(await paths()).toEqual([]);
  });
});

function nameOf({ path }: { path: string }): string {
  return relative(cacheDir, path);
}
