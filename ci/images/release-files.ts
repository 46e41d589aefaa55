import { chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { PartRecipe } from "../../harness/subjects/recipe.ts";
import { runProgram } from "./run-program.ts";

/** The folder in Go's cache that holds all files of a release's module. */
export async function releaseFolder({ module, version }: PartRecipe): Promise<string> {
  const args = ["mod", "download", "-json", `${module}@v${version}`];
  const downloaded = JSON.parse(await runProgram({ program: "go", args }));
  return z.object({ Dir: z.string() }).parse(downloaded).Dir;
}

/**
 * Copies a folder of a release. Go's modules are unwritable and know of no executable files: those are
 * to be named by their folders.
 */
export async function copyReleaseFiles(request: {
  from: string;
  to: string;
  executables?: string[];
}): Promise<void> {
  const { from, to, executables = [] } = request;
  const flags = ["--recursive", "--no-preserve=mode", "--no-target-directory"];
  await runProgram({ program: "cp", args: [...flags, from, to] });
  for (const folder of executables.map((name) => join(to, name))) {
    for (const file of await readdir(folder)) await chmod(join(folder, file), 0o755);
  }
}
