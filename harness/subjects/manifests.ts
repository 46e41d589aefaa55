import { UsageError } from "../core/failure.ts";
import type { SubjectPart } from "../core/run.ts";
import { providePart } from "./cache/store.ts";
import { controllerNames } from "./catalogue.ts";
import type { ProvisionOptions } from "./context.ts";
import { buildWithGo } from "./go/build.ts";
import { fillIn } from "./provision.ts";
import { manifestsRecipe } from "./recipe.ts";

/**
 * The Deployments and Services with which controllers run in a cluster, those of their own releases: absolute
 * paths by controller. A part of its own: obtained only where they are needed, and nothing is compiled for it.
 * @throws UsageError for a controller whose version isn't known.
 */
export async function provisionManifests(
  controllers: readonly Pick<SubjectPart, "name" | "version">[],
  options: ProvisionOptions,
): Promise<Record<string, string[]>> {
  const context = fillIn(options);
  const found: Record<string, string[]> = {};
  for (const { name: wanted, version } of controllers) {
    const name = controllerNames.find((each) => each === wanted);
    if (!name || !/^\d/.test(version)) {
      throw new UsageError(
        `the manifests of ${wanted} are those of its release, and its version is ${JSON.stringify(version)}: ` +
          "expected one such as 1.7.3; name it in versions.json beside the binaries",
      );
    }
    const part = await providePart(manifestsRecipe(name, version), context, buildWithGo);
    found[name] = part.manifestFiles;
  }
  return found;
}
