import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** What the verdict over given figures hangs on. */
const judge = ["harness/analysis/qualification/*.ts", "harness/analysis/median.ts"];

const hangsOn = {
  /** Simulated comparisons. */
  simulated: [
    ...judge,
    ...["noise", "simulate", "simulate-pairs", "study"].map((name) => `test/honesty/${name}.ts`),
  ],
  /** Real comparisons: also how pairs are made and what is run. */
  real: [
    ...judge,
    ...["machine-pace", "pace-worker"].map((name) => `harness/runner/${name}.ts`),
    ...["measure-pairs", "pairs", "perturb", "plan-pairs", "run-pair", "temporary-files"].map(
      (name) => `harness/qualification/${name}.ts`,
    ),
    "scenarios/scale/announced-commits.ts",
  ],
};

/**
 * The same as long as none of that changed, but for what is said of it: results of another digest say nothing of
 * this one.
 */
export function codeDigest(of: keyof typeof hangsOn): string {
  const hash = createHash("sha256");
  for (const file of filesOf(of)) {
    hash.update(`${file}\0`).update(withoutComments(readFileSync(join(root, file), "utf8")));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Comments that have their lines to themselves. */
export function withoutComments(code: string): string {
  return code.replaceAll(/^[ \t]*(?:\/\/.*|\/\*[\s\S]*?\*\/[ \t]*)\n/gm, "");
}

/** The commit that is checked out, with a plus where that code is not as it was committed. */
export function codeCommit(of: keyof typeof hangsOn): string {
  const git = (...words: string[]) =>
    execFileSync("git", words, { cwd: root, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--", ...filesOf(of));
  return `${git("rev-parse", "--short", "HEAD")}${changed === "" ? "" : "+"}`;
}

function filesOf(of: keyof typeof hangsOn): string[] {
  const files = globSync(hangsOn[of], { cwd: root });
  return files.filter((file) => !file.endsWith(".test.ts")).sort();
}
