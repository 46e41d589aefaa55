import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { HarnessError } from "../../core/failure.ts";
import { ownerMark, sweepTemporaryFolders } from "../cache/owner.ts";
import { hashFile } from "../cache/part.ts";
import { makeCacheFolder } from "../cache-dir.ts";

/** Bytes known by their digest. */
export interface Blob {
  /** `sha256:` and lower-case hex. */
  digest: string;
  sizeBytes: number;
}

/** A blob on this machine. */
export interface KeptBlob extends Blob {
  file: string;
}

/**
 * The blob from the cache, or brought there whole: several images share one copy.
 * @throws HarnessError where what comes is not of that digest and size.
 */
export async function keepBlob(request: {
  blob: Blob;
  cacheDir: string;
  /** Names it in errors. */
  label: string;
  open: () => Promise<AsyncIterable<Uint8Array>>;
}): Promise<KeptBlob> {
  const { blob, cacheDir, label, open } = request;
  const file = await blobFile(blob.digest, cacheDir);
  if ((await hashFile(file).catch(() => undefined)) === hexOf(blob.digest)) {
    return { ...blob, file };
  }
  const temporary = await makeCacheFolder(cacheDir, "tmp");
  await sweepTemporaryFolders(temporary);
  const work = await mkdtemp(join(temporary, `blob.${ownerMark()}.`));
  try {
    const part = join(work, "blob");
    await pipeline(await open(), verifying(blob, label), createWriteStream(part));
    await rename(part, file);
    return { ...blob, file };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A small blob from the cache; undefined where it isn't there whole. */
export async function readKept(digest: string, cacheDir: string): Promise<Buffer | undefined> {
  const bytes = await readFile(await blobFile(digest, cacheDir)).catch(() => undefined);
  const isWhole = bytes && createHash("sha256").update(bytes).digest("hex") === hexOf(digest);
  return isWhole ? bytes : undefined;
}

async function blobFile(digest: string, cacheDir: string): Promise<string> {
  return join(await makeCacheFolder(cacheDir, "blobs/sha256"), hexOf(digest));
}

function hexOf(digest: string): string {
  return digest.slice("sha256:".length);
}

/** Passes the bytes on and fails at the end, or as soon as there are too many. */
function verifying({ digest, sizeBytes }: Blob, label: string) {
  return async function* (chunks: AsyncIterable<Uint8Array>) {
    const hash = createHash("sha256");
    let seen = 0;
    for await (const chunk of chunks) {
      seen += chunk.length;
      if (seen > sizeBytes) break;
      hash.update(chunk);
      yield chunk;
    }
    const got = `sha256:${hash.digest("hex")}`;
    if (seen !== sizeBytes || got !== digest) {
      const many = seen > sizeBytes ? "more" : `${seen}`;
      throw new HarnessError(
        `${label}: expected ${sizeBytes} bytes of digest ${digest}, got ${many} of ${got}`,
      );
    }
  };
}
