import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HarnessError } from "../../core/failure.ts";
import { makeCacheFolder } from "../cache-dir.ts";
import type { ProvisionContext } from "../context.ts";
import type { PartRecipe } from "../recipe.ts";
import { holdLock } from "./lock.ts";
import { ownerMark, sweepTemporaryFolders } from "./owner.ts";
import { type Part, partDir, partLabel, readPart, sealPart, versionKey } from "./part.ts";

/** Fills an empty folder with a part's binaries and `crds/*.yaml`; resolves to Go's version. */
export type BuildPart = (request: {
  recipe: PartRecipe;
  dir: string;
  context: ProvisionContext;
  update: (detail: string) => void;
}) => Promise<{ go: string }>;

/** The part from the cache, or built into it. Of several processes at once, one builds. */
export async function providePart(
  recipe: PartRecipe,
  context: ProvisionContext,
  build: BuildPart,
): Promise<Part> {
  const dir = partDir(recipe, context.cacheDir);
  const found = await readPart(recipe, dir);
  if (found.state === "whole") {
    return found.part;
  }
  const line = context.progress.begin(partLabel(recipe));
  try {
    await using _lock = await lockPart(recipe, context, line.update);
    // Another process may have built it while this one waited.
    const now = await readPart(recipe, dir);
    if (now.state === "whole") {
      line.end("built by another run");
      return now.part;
    }
    if (now.state === "broken") {
      line.update(`making it again, because ${now.because}`);
    }
    const part = await buildInto(recipe, dir, context, build, line.update);
    const again = now.state === "broken" ? ` again, because ${now.because}` : "";
    line.end(`made${again}`);
    return part;
  } catch (error) {
    line.end(context.signal.aborted ? "interrupted" : "failed");
    throw error;
  }
}

async function lockPart(
  recipe: PartRecipe,
  { cacheDir, env, signal }: ProvisionContext,
  update: (detail: string) => void,
): Promise<AsyncDisposable> {
  const locks = await makeCacheFolder(cacheDir, "locks");
  return holdLock({
    file: join(locks, `${recipe.name}-${versionKey(recipe)}.lock`),
    env,
    signal,
    onWait: () => update("waiting for another run that is making it"),
  });
}

async function buildInto(
  recipe: PartRecipe,
  dir: string,
  context: ProvisionContext,
  build: BuildPart,
  update: (detail: string) => void,
): Promise<Part> {
  const temporary = await makeCacheFolder(context.cacheDir, "tmp");
  await sweepTemporaryFolders(temporary);
  const name = `${recipe.name}-${versionKey(recipe)}.${ownerMark()}.`;
  const work = await mkdtemp(join(temporary, name));
  try {
    const made = join(work, "part");
    await mkdir(made);
    const { go } = await build({ recipe, dir: made, context, update });
    const builtAt = new Date(context.clock.epochMs()).toISOString();
    await sealPart(recipe, made, { go, builtAt });
    await moveIntoPlace({ recipe, made, dir, replaced: join(work, "replaced") });
    const result = await readPart(recipe, dir);
    if (result.state !== "whole") {
      const because = result.state === "broken" ? result.because : "it is gone";
      throw new HarnessError(`${dir} was just made and is not whole: ${because}`);
    }
    return result.part;
  } finally {
    // Compilers that were just killed may still be writing.
    await rm(work, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * One rename makes the part visible. Without a lock another process may have put its own there in
 * the meantime: that one, perhaps in use already, stays. What is not whole is moved out of the way.
 */
async function moveIntoPlace(request: {
  recipe: PartRecipe;
  made: string;
  dir: string;
  replaced: string;
}): Promise<void> {
  const { recipe, made, dir, replaced } = request;
  await mkdir(dirname(dir), { recursive: true });
  if (await renameToFree(made, dir)) {
    return;
  }
  if ((await readPart(recipe, dir)).state !== "whole") {
    await rename(dir, replaced);
    await renameToFree(made, dir);
  }
}

/** False where something is there already. */
async function renameToFree(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTEMPTY" || code === "EEXIST") {
      return false;
    }
    throw error;
  }
}
