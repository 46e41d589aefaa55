import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { UsageError } from "../core/failure.ts";

/** `$FLUXPROOF_CACHE`, else `$XDG_CACHE_HOME/fluxproof`, else `~/.cache/fluxproof`; absolute. */
export function defaultCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.FLUXPROOF_CACHE) {
    return resolve(env.FLUXPROOF_CACHE);
  }
  // The XDG base directory specification says to ignore a relative path.
  const xdg = env.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), ".cache"), "fluxproof");
}

/** @throws UsageError where the folder can't be made. */
export async function makeCacheFolder(cacheDir: string, name: string): Promise<string> {
  const folder = join(cacheDir, name);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(
      `cannot make ${folder} (${code}): the cache folder must be writable; ` +
        "name another one with FLUXPROOF_CACHE",
    );
  }
  return folder;
}
