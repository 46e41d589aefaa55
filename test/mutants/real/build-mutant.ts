import { mkdir, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { UsageError } from "../../../harness/core/failure.ts";
import { providePart } from "../../../harness/subjects/cache/store.ts";
import type { ProvisionOptions } from "../../../harness/subjects/context.ts";
import { buildWithGo } from "../../../harness/subjects/go/build.ts";
import { fillIn, provisionSubject } from "../../../harness/subjects/provision.ts";
import { controllerRecipe } from "../../../harness/subjects/recipe.ts";
import { parseSubject } from "../../../harness/subjects/request.ts";
import type { Subject } from "../../../harness/subjects/subject.ts";
import type { RealMutant } from "./real-mutant.ts";

/**
 * The release with one controller in it built anew with its defect, as the subject `dir:DIR`. Everything
 * in the folder is a link into the cache.
 * @throws UsageError where the release has another version of that controller.
 */
export async function buildMutant(
  mutant: RealMutant,
  release: Subject,
  dir: string,
  options: ProvisionOptions,
): Promise<Subject> {
  const { controller, version, file, find, replace } = mutant;
  const versions = Object.fromEntries(
    release.info.controllers.map((each) => [each.name, each.version]),
  );
  if (versions[controller] !== version) {
    throw new UsageError(
      `mutant ${mutant.name}: expected ${controller} ${version}, but ${release.info.name} has ${versions[controller]}`,
    );
  }
  const recipe = { ...controllerRecipe(controller, version), patch: { file, find, replace } };
  const part = await providePart(recipe, fillIn(options), buildWithGo);
  await mkdir(join(dir, "crds"), { recursive: true });
  for (const [name, binary] of Object.entries({ ...release.binaries, ...part.binaries })) {
    await symlink(binary, join(dir, name));
  }
  for (const crds of release.crdFiles) {
    await symlink(crds, join(dir, "crds", basename(crds)));
  }
  const told = { ...versions, [controller]: `${version}+${mutant.name}` };
  await writeFile(join(dir, "versions.json"), `${JSON.stringify(told, null, 2)}\n`);
  return provisionSubject(parseSubject(`dir:${dir}`), options);
}
