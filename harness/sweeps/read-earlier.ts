import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../core/failure.ts";

/**
 * What an earlier call wrote into this folder; undefined for a folder that is new or empty.
 * @param requireWhole throws for what is JSON, and not what was asked for
 * @throws UsageError for a folder of anything else, and for a file that can't be read
 */
export async function readEarlier<T>(
  dir: string,
  name: string,
  requireWhole: (found: T) => void = () => {},
): Promise<T | undefined> {
  const file = join(dir, name);
  if (!existsSync(file)) {
    const [first] = existsSync(dir) ? await readdir(dir) : [];
    if (first === undefined) return undefined;
    throw new UsageError(
      `--out ${dir}: expected a new or empty folder or one with a ${name}, it holds ${first}`,
    );
  }
  try {
    const found = JSON.parse(await readFile(file, "utf8")) as T;
    requireWhole(found);
    return found;
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
}
