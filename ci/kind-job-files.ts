import { readdirSync } from "node:fs";
import { join } from "node:path";
import { importClosure } from "./import-closure.ts";

/** What only the kind job tries: clusters, what runs in them, and images. */
const folders = [
  "harness/environments/kind",
  "harness/environments/in-cluster",
  "harness/environments/cluster",
  "harness/environments/git-hosts",
  "harness/subjects/image",
  "ci/images",
];
const more = ["ci/kind-job.sh", "package-lock.json"];

/** Tests that other jobs run; those of this job end in `.kind.test.ts`. */
const foreignTest = /(?<!\.kind)\.test\.ts$|_test\.go$|\.md$/;

/** Paths of all files whose change may change how the kind job ends, in alphabetical order. */
export function kindJobFiles(root: string): string[] {
  const own = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !foreignTest.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
  );
  return importClosure(root, [...own, ...more]);
}
