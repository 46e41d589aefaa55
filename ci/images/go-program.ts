import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { isExecutable } from "../../harness/subjects/find-executable.ts";
import { goEnvironment } from "../../harness/subjects/go/go.ts";
import { recipeKey } from "./recipe-key.ts";
import { runProgram } from "./run-program.ts";

/**
 * A small Go program of this folder (`runtime`, `pause`) as a static binary, built where its sources
 * have not been seen before; resolves to its file.
 */
export async function buildGoProgram(name: string, cacheDir: string): Promise<string> {
  const source = join(import.meta.dirname, name);
  const folder = join(cacheDir, "images", "programs");
  const file = join(folder, `${name}-${await recipeKey({ paths: [source] })}`);
  if (await isExecutable(file)) return file;
  await mkdir(folder, { recursive: true });
  const making = `${file}.${process.pid}`;
  await runProgram({
    program: "go",
    args: ["build", "-trimpath", "-ldflags", "-s -w", "-o", making, "."],
    cwd: source,
    env: goEnvironment(process.env),
  });
  await rename(making, file);
  return file;
}
