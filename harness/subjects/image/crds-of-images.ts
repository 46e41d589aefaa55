import { resolve } from "node:path";
import { UsageError } from "../../core/failure.ts";
import { providePart } from "../cache/store.ts";
import { type ControllerName, fallbackSourceCrds, kindsOf } from "../catalogue.ts";
import type { ProvisionContext } from "../context.ts";
import { chooseSourceCrds } from "../crds.ts";
import { findExecutable } from "../find-executable.ts";
import { findCrds } from "../folder.ts";
import { buildWithGo } from "../go/build.ts";
import { crdsRecipe } from "../recipe.ts";

/** CRDs to install with controllers that come as images, which hold none. */
export interface ImageCrds {
  files: string[];
  /** Where they are from, as `SubjectInfo.crds` says it. */
  origins: string[];
}

/**
 * Those of the folder the user named, else those of the Go modules of the controllers' versions.
 * @throws UsageError where neither can be had.
 */
export async function findImageCrds(request: {
  subject: string;
  folder: string | undefined;
  versions: [ControllerName, string][];
  context: ProvisionContext;
}): Promise<ImageCrds> {
  const { subject, folder, versions, context } = request;
  if (folder !== undefined) {
    return { files: await findCrds(resolve(folder)), origins: [folder] };
  }
  const cure = `name a folder with the CRDs: ${subject},crds=PATH`;
  const untold = versions.find(([, version]) => !/^\d+\.\d+\.\d+/.test(version));
  if (untold) {
    throw new UsageError(
      `no CRDs for ${untold[0]} of version ${JSON.stringify(untold[1])}: images hold none, and this ` +
        `is no version of a Go module, as 1.7.3 is; ${cure}`,
    );
  }
  if (!(await findExecutable("go", context.env))) {
    throw new UsageError(
      `no CRDs for ${subject}: images hold none, and there is no Go to get them from the ` +
        `controllers' modules; install Go 1.26 or newer, or ${cure}`,
    );
  }
  return fromModules(versions, context);
}

async function fromModules(
  versions: [ControllerName, string][],
  context: ProvisionContext,
): Promise<ImageCrds> {
  const load = async (name: ControllerName, version: string) =>
    (await providePart(crdsRecipe(name, version), context, buildWithGo)).crdFiles;
  const own = new Map(versions).get("source-controller");
  const source = await chooseSourceCrds({
    watched: Object.fromEntries(
      versions.map(([name, version]) => [`${name} ${version}`, kindsOf(name, version)]),
    ),
    candidates: [...(own === undefined ? [] : [own]), ...fallbackSourceCrds],
    load: (version) => load("source-controller", version),
  });
  const crds = { files: [...source.files], origins: [`source-controller ${source.version}`] };
  for (const [name, version] of versions) {
    if (name === "source-controller") continue;
    crds.files.push(...(await load(name, version)));
    crds.origins.push(`${name} ${version}`);
  }
  return crds;
}
