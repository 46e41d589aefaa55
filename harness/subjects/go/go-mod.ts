import { z } from "zod";
import { HarnessError } from "../../core/failure.ts";
import type { PartRecipe } from "../recipe.ts";

const moduleVersion = z.object({ Path: z.string(), Version: z.string().optional() });
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

/** What `go mod edit -json` prints of a go.mod file. */
export const goModSchema = z.object({
  Go: z.string(),
  GoDebug: list(z.object({ Key: z.string(), Value: z.string() })),
  Require: list(z.object({ Path: z.string(), Version: z.string() })),
  Exclude: list(z.object({ Path: z.string(), Version: z.string() })),
  Replace: list(z.object({ Old: moduleVersion, New: moduleVersion })),
});
export type GoMod = z.infer<typeof goModSchema>;

/** Written where a module never had a version of its own, only a folder beside it. */
const unreleased = /^v0\.0\.0(-00010101000000-000000000000)?$/;

/**
 * The go.mod of a module that does nothing but require the release and settle its dependencies as
 * the release's own build does. (`go install MODULE@VERSION` refuses a module with `replace` lines,
 * which all of these have.)
 */
export function wrapperGoMod(recipe: PartRecipe, release: GoMod): string {
  return [
    "module fluxproof.local/wrapper",
    `go ${release.Go}`,
    ...release.GoDebug.map(({ Key, Value }) => `godebug ${Key}=${Value}`),
    `require ${recipe.module} v${recipe.version}`,
    ...release.Require.map(({ Path, Version }) => `require ${Path} ${Version}`),
    ...release.Exclude.map(({ Path, Version }) => `exclude ${Path} ${Version}`),
    ...release.Replace.flatMap((replace) => replaceLine(recipe, release, replace)),
    "",
  ].join("\n");
}

function replaceLine(
  recipe: PartRecipe,
  release: GoMod,
  { Old, New }: GoMod["Replace"][number],
): string[] {
  const old = Old.Version ? `${Old.Path} ${Old.Version}` : Old.Path;
  if (!isFolder(New)) {
    return [`replace ${old} => ${New.Path} ${New.Version}`];
  }
  // A folder beside the module is not in its download. The published module of that name is the
  // same code, at the version required; what nothing requires needs no place at all.
  const required = release.Require.find(({ Path }) => Path === Old.Path);
  if (!required || !unreleased.test(required.Version)) {
    return [];
  }
  if (!recipe.stagingVersion) {
    throw new HarnessError(
      `${recipe.module} v${recipe.version} requires ${Old.Path} at ${required.Version} and takes it ` +
        `from its folder ${New.Path}; expected a published version to use instead`,
    );
  }
  return [`replace ${old} => ${Old.Path} ${recipe.stagingVersion}`];
}

function isFolder({ Path, Version }: { Path: string; Version?: string | undefined }): boolean {
  return Version === undefined || Path.startsWith("./") || Path.startsWith("../");
}
