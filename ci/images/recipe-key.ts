import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** What something is made of: text that says how, and files or folders that go into it. */
export interface Ingredients {
  text?: string[];
  /** Every file below these counts, by its path inside and its content; notes do not. */
  paths?: string[];
  /** Whether tests among them count; by default they do not. */
  tests?: boolean;
}

/** The same for the same ingredients wherever the checkout lies; 12 hexadecimal digits. */
export async function recipeKey({ text = [], paths = [], tests }: Ingredients): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(text));
  for (const path of paths) {
    for (const file of await filesBelow(path, tests ? notes : notesAndTests)) {
      const content = createHash("sha256")
        .update(await readFile(file))
        .digest("hex");
      hash.update(`\n${relative(path, file)} ${content}`);
    }
  }
  return hash.digest("hex").slice(0, 12);
}

const notes = /\.md$/;
const notesAndTests = /(\.test\.ts|_test\.go|\.md)$/;

async function filesBelow(path: string, omitted: RegExp): Promise<string[]> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && !omitted.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return [path];
    throw error;
  }
}
