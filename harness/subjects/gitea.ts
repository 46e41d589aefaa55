import { providePart } from "./cache/store.ts";
import type { ProvisionOptions } from "./context.ts";
import { buildWithGo } from "./go/build.ts";
import { fillIn, missingParts } from "./provision.ts";
import { giteaFilesRecipe, giteaRecipe } from "./recipe.ts";

/** Gitea as a program of this machine. */
export interface GiteaProgram {
  /** `1.26.0` */
  version: string;
  binary: string;
  /** Folder of the files it reads when it runs. */
  staticRoot: string;
}

/** Builds Gitea, unless the cache has it. */
export async function provisionGitea(options: ProvisionOptions): Promise<GiteaProgram> {
  const context = fillIn(options);
  const files = await providePart(giteaFilesRecipe, context, buildWithGo);
  const { version, binaries } = await providePart(giteaRecipe, context, buildWithGo);
  return { version, binary: binaries.gitea ?? "", staticRoot: files.dir };
}

/** Whether `provisionGitea` would have nothing to make, and what it would have to. */
export async function isGiteaProvisioned(
  cacheDir: string,
): Promise<{ provisioned: boolean; missing: string[] }> {
  const missing = await missingParts([giteaFilesRecipe, giteaRecipe], cacheDir);
  return { provisioned: missing.length === 0, missing };
}
