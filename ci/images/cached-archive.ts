import { spawn } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import { HarnessError } from "../../harness/core/failure.ts";
import { holdLock } from "../../harness/subjects/cache/lock.ts";
import { ownerMark, sweepTemporaryFolders } from "../../harness/subjects/cache/owner.ts";
import { makeCacheFolder } from "../../harness/subjects/cache-dir.ts";
import type { Progress } from "../../harness/subjects/subject.ts";
import { ended } from "./run-program.ts";

export interface Workshop {
  cacheDir: string;
  progress: Progress;
  signal: AbortSignal;
}

/** What is kept as a compressed archive, under its name and the key of its recipe. */
export interface ArchiveRecipe {
  name: string;
  key: string;
  /** Makes it in an empty folder; resolves to the folder that is to be packed. */
  make(work: string, update: (detail: string) => void): Promise<string>;
}

export interface KeptArchive {
  file: string;
  /** Whether it was made just now. */
  made: boolean;
}

/**
 * The archive, made where it isn't in the cache; of one name the newest is kept. Of several
 * processes at once, one makes it.
 */
export async function provideArchive(
  { name, key, make }: ArchiveRecipe,
  { cacheDir, progress, signal }: Workshop,
): Promise<KeptArchive> {
  const folder = await makeCacheFolder(cacheDir, "images");
  const file = join(folder, `${name}-${key}.tar.zst`);
  const line = progress.begin(name);
  try {
    await using _lock = await holdLock({
      file: join(await makeCacheFolder(cacheDir, "locks"), `${name}.lock`),
      env: process.env,
      signal,
      onWait: () => line.update("waiting for another that is making it"),
    });
    const kept = (await readdir(folder)).filter((entry) => isOfName(entry, name));
    if (kept.includes(`${name}-${key}.tar.zst`)) {
      line.end("in the cache");
      return { file, made: false };
    }
    await using work = await workFolder(cacheDir);
    const made = await make(work.path, line.update);
    line.update("compressing it");
    const packed = join(work.path, "packed.tar.zst");
    await packFolder(made, packed);
    await rename(packed, file);
    for (const old of kept) await rm(join(folder, old));
    line.end("made");
    return { file, made: true };
  } catch (error) {
    line.end("failed");
    throw error;
  }
}

function isOfName(entry: string, name: string): boolean {
  return (
    entry.startsWith(`${name}-`) && /^[0-9a-f]{12}\.tar\.zst$/.test(entry.slice(name.length + 1))
  );
}

async function workFolder(cacheDir: string): Promise<AsyncDisposable & { path: string }> {
  const temporary = await makeCacheFolder(cacheDir, "tmp");
  await sweepTemporaryFolders(temporary);
  const path = await mkdtemp(join(temporary, `image.${ownerMark()}.`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function packFolder(folder: string, file: string): Promise<void> {
  const tar = spawn("tar", ["--create", "--numeric-owner", "--directory", folder, "."], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const level = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };
  const [code] = await Promise.all([
    ended(tar, "tar"),
    pipeline(tar.stdout, createZstdCompress(level), createWriteStream(file)),
  ]);
  if (code !== 0) throw new HarnessError(`tar of ${folder} ended with ${code}`);
}

/**
 * Gives an archive, decompressed, to a program's standard input.
 * @throws HarnessError with the program's last words where it does not take it.
 */
export async function feedArchive(file: string, program: string, args: string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-1000);
  });
  const [end, fed] = await Promise.allSettled([
    ended(child, program),
    pipeline(createReadStream(file), createZstdDecompress(), child.stdin),
  ]);
  if (end.status === "rejected") throw end.reason;
  if (end.value === 0 && (fed.status === "fulfilled" || isLeftEarly(fed.reason))) return;
  const broken = fed.status === "rejected" ? `${(fed.reason as Error).message}; ` : "";
  throw new HarnessError(
    `${program} ${args.join(" ")} did not take ${file}: ${broken}it ended with ${end.value}: ${said.trim()}\n` +
      "  Where the archive is broken, remove it and run this again.",
  );
}

/**
 * Whether the program closed its input before the last of it was written: tar does when it has seen the end of an
 * archive. What breaks an archive has other codes.
 */
function isLeftEarly(error: NodeJS.ErrnoException): boolean {
  return ["EPIPE", "ERR_STREAM_PREMATURE_CLOSE"].includes(error.code ?? "");
}

export async function unpackArchive(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await feedArchive(file, "tar", ["--extract", "--numeric-owner", "--directory", folder]);
}
