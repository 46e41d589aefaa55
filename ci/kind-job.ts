import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defaultCacheDir } from "../harness/subjects/cache-dir.ts";
import { recipeKey } from "./images/recipe-key.ts";
import { kindJobFiles } from "./kind-job-files.ts";

/**
 * `node ci/kind-job.ts needed`: exits with 0 unless all that environment `kind` is made of (`kindJobFiles`) is as
 * it was when its job last passed on this machine; `node ci/kind-job.ts passed` writes down that it did.
 */
const root = join(import.meta.dirname, "..");
const files = kindJobFiles(root);
const paths = files.map((path) => join(root, path));
const key = await recipeKey({ text: files, paths, tests: true });
const folder = join(defaultCacheDir(), "ci");
const file = join(folder, `kind-${key}.passed`);

switch (process.argv[2]) {
  case "needed":
    if (existsSync(file)) {
      console.log(
        `skipped: nothing of it changed since it passed (${(await readFile(file, "utf8")).trim()})`,
      );
      process.exitCode = 1;
    }
    break;
  case "passed":
    await mkdir(folder, { recursive: true });
    await writeFile(file, `${files.length} files: ${key}\n`);
    break;
  default:
    console.error("usage: node ci/kind-job.ts needed|passed");
    process.exitCode = 64;
}
