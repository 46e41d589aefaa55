import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { ownerMark, sweepTemporaryFolders } from "../cache/owner.ts";
import { makeCacheFolder } from "../cache-dir.ts";
import type { WrittenImage } from "./archive.ts";

/** An image in the cache. */
export interface KeptImage extends WrittenImage {
  /** In `docker save` form, and an OCI layout at the same time. */
  archiveFile: string;
}

/** `image.json` beside the archive. */
const imageFile = z.object({
  digest: z.string(),
  imageId: z.string(),
  archiveBytes: z.number(),
});

/** Writes an image's archive into a file. */
type WriteImage = (file: string) => Promise<WrittenImage>;

/** The image from the cache, or written into it. */
export async function keepImage(
  write: WriteImage,
  { cacheDir, name, key }: { cacheDir: string; name: string; key: string },
): Promise<KeptImage> {
  const dir = join(await makeCacheFolder(cacheDir, "images"), name, key);
  const written = (await readWritten(dir)) ?? (await writeInto(dir, write, cacheDir));
  return { ...written, archiveFile: join(dir, "image.tar") };
}

/** Undefined where there is none, or where a disk that was full or failed left something else. */
async function readWritten(dir: string): Promise<WrittenImage | undefined> {
  try {
    const said = imageFile.parse(JSON.parse(await readFile(join(dir, "image.json"), "utf8")));
    const { digest, imageId, archiveBytes } = said;
    const { size } = await stat(join(dir, "image.tar"));
    return size === archiveBytes ? { digest, imageId } : undefined;
  } catch {
    return undefined;
  }
}

/** One rename makes the image visible, whole; of two processes that make it, one's is kept. */
async function writeInto(dir: string, write: WriteImage, cacheDir: string): Promise<WrittenImage> {
  const temporary = await makeCacheFolder(cacheDir, "tmp");
  await sweepTemporaryFolders(temporary);
  const work = await mkdtemp(join(temporary, `image.${ownerMark()}.`));
  try {
    const made = join(work, "image");
    await mkdir(made);
    const archiveFile = join(made, "image.tar");
    const written = await write(archiveFile);
    const archiveBytes = (await stat(archiveFile)).size;
    const said: z.infer<typeof imageFile> = { ...written, archiveBytes };
    await writeFile(join(made, "image.json"), `${JSON.stringify(said, null, 2)}\n`);
    await mkdir(dirname(dir), { recursive: true });
    await moveIntoPlace({ made, dir, replaced: join(work, "replaced") });
    return written;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function moveIntoPlace(request: {
  made: string;
  dir: string;
  replaced: string;
}): Promise<void> {
  const { made, dir, replaced } = request;
  if (!(await readWritten(dir))) {
    await rename(dir, replaced).catch(ignoreCode("ENOENT"));
  }
  await rename(made, dir).catch(ignoreCode("ENOTEMPTY", "EEXIST"));
}

function ignoreCode(...codes: string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (!codes.includes(error.code ?? "")) throw error;
  };
}
