import { appendFile, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HarnessError } from "../../core/failure.ts";
import { partLabel } from "../cache/part.ts";
import type { PartRecipe, SourcePatch } from "../recipe.ts";

/**
 * Lets Go compile a recipe's patched file in place of the release's own; resolves to the flags that say
 * so, none without a patch. Go refuses to overlay what lies in its module cache, so the wrapper takes
 * the release from a link to it: nothing is copied, and nothing in the cache is touched.
 * @throws HarnessError where the file isn't there or the text to find isn't in it exactly once.
 */
export async function prepareOverlay(request: {
  recipe: PartRecipe;
  /** Folder of the release's source. */
  source: string;
  wrapper: string;
}): Promise<string[]> {
  const { recipe, source, wrapper } = request;
  const { patch } = recipe;
  if (!patch) {
    return [];
  }
  const original = await readFile(join(source, patch.file), "utf8").catch((error) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new HarnessError(
      `${partLabel(recipe)}: cannot patch ${patch.file}: expected a file in ${source} (${code})`,
    );
  });
  const link = join(wrapper, "release");
  const patched = join(wrapper, "patched.go");
  const overlay = join(wrapper, "overlay.json");
  await writeFile(patched, applyPatch(original, patch, partLabel(recipe)));
  await symlink(source, link);
  await appendFile(join(wrapper, "go.mod"), `replace ${recipe.module} => ./release\n`);
  await writeFile(overlay, JSON.stringify({ Replace: { [join(link, patch.file)]: patched } }));
  return ["-overlay", overlay];
}

/** @throws HarnessError unless the text to find is there exactly once: a patch never misses unseen. */
export function applyPatch(original: string, patch: SourcePatch, label: string): string {
  const [before, after, ...more] = original.split(patch.find);
  if (patch.find === "" || before === undefined || after === undefined || more.length > 0) {
    const found =
      patch.find === ""
        ? "no text to find"
        : `it ${more.length + (after === undefined ? 0 : 1)} times`;
    throw new HarnessError(
      `${label}: cannot patch ${patch.file}: expected exactly once ${JSON.stringify(patch.find)}, found ${found}`,
    );
  }
  return `${before}${patch.replace}${after}`;
}
