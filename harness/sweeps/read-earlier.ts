import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../core/failure.ts";

/**
 * What an earlier call wrote into this folder; undefined for a folder that is new or empty.
 * @param parse the text of the file of this name, for what was asked for
 * @throws UsageError for a folder of anything else, and for a file that can't be read
 */
export async function readEarlier<T>(
  dir: string,
  name: string,
  parse: (text: string, file: string) => T,
): Promise<T | undefined> {
  const file = join(dir, name);
  if (!existsSync(file)) {
    const [first] = existsSync(dir) ? await readdir(dir) : [];
    if (first === undefined) return undefined;
    throw new UsageError(
      `--out ${dir}: expected a new or empty folder or one with a ${name}, it holds ${first}`,
    );
  }
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file}: cannot be read (${error.code})`);
  });
  return parse(text, file);
}
