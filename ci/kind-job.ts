import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defaultCacheDir } from "../harness/subjects/cache-dir.ts";
import { recipeKey } from "./images/recipe-key.ts";

/**
 * `node ci/kind-job.ts needed`: exits with 0 unless all that environment `kind` is made of is as it was
 * when its job last passed on this machine; `node ci/kind-job.ts passed` writes down that it did.
 */
const parts = [
  "harness/environments/kind",
  "harness/environments/in-cluster",
  "harness/environments/cluster",
  "harness/environments/git-hosts",
  "harness/subjects/image",
  "ci/images",
  "ci/kind-job.sh",
  "package-lock.json",
];
const root = join(import.meta.dirname, "..");
const paths = parts.map((part) => join(root, part)).filter((path) => existsSync(path));
const key = await recipeKey({ text: parts, paths, tests: true });
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
    await writeFile(file, `${parts.join(", ")}: ${key}\n`);
    break;
  default:
    console.error("usage: node ci/kind-job.ts needed|passed");
    process.exitCode = 64;
}
