import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { providePart } from "../../harness/subjects/cache/store.ts";
import { defaultCacheDir } from "../../harness/subjects/cache-dir.ts";
import { buildWithGo } from "../../harness/subjects/go/build.ts";
import { fillIn } from "../../harness/subjects/provision.ts";
import type { PartRecipe } from "../../harness/subjects/recipe.ts";
import { noProgress } from "../../harness/subjects/testing/no-progress.ts";

const actionlintRecipe: PartRecipe = {
  name: "actionlint",
  version: "1.7.12",
  module: "github.com/rhysd/actionlint",
  packages: { actionlint: "github.com/rhysd/actionlint/cmd/actionlint" },
  ldflags: "-s -w",
  crds: false,
};

/** Compiles actionlint with Go, once. */
describe.skipIf(process.env.FLUXPROOF_REAL !== "1")("actionlint", () => {
  let repository = "";
  let actionlint = "";

  beforeAll(async () => {
    const signal = new AbortController().signal;
    const context = fillIn({ cacheDir: defaultCacheDir(), progress: noProgress, signal });
    const { binaries } = await providePart(actionlintRecipe, context, buildWithGo);
    actionlint = binaries.actionlint ?? "";
    repository = mkdtempSync(join(tmpdir(), "fluxproof-actionlint-"));
    for (const folder of ["actions", "workflows"]) {
      cpSync(join(import.meta.dirname, folder), join(repository, ".github", folder), {
        recursive: true,
      });
    }
    // It finds the repository's own action from where Git begins.
    execFileSync("git", ["init", "--quiet"], { cwd: repository });
  }, 240_000);
  afterAll(() => rmSync(repository, { recursive: true, force: true }));

  /** What it finds; nothing of the machine is asked for help. */
  function lint(): Promise<string> {
    const args = ["-no-color", "-shellcheck=", "-pyflakes="];
    return promisify(execFile)(actionlint, args, { cwd: repository }).then(
      ({ stdout }) => stdout,
      ({ stdout, stderr }) => `${stdout}${stderr}`,
    );
  }

  test("has nothing against the workflows and the action they use", async () => {
    expect(await lint()).toBe("");
  });

  test.each([
    ["names: ${{", "name: ${{", 'input "name" is not defined in action'],
    ["runner.temp }}/runs", "runner.tmp }}/runs", 'property "tmp" is not defined'],
    ["env.ENVIRONMENT }}", "envs.ENVIRONMENT }}", 'undefined variable "envs"'],
    ["!cancelled() }}", "!canceled() }}", 'undefined function "canceled"'],
  ])("would find %j written as %j", async (from, to, problem) => {
    const file = join(repository, ".github/workflows/fluxproof-nightly.yml");
    const text = readFileSync(file, "utf8");
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
    expect(await lint()).toContain(problem);
    writeFileSync(file, text);
  });
});
