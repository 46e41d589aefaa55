import { join } from "node:path";
import type { SubjectPart } from "../../core/run.ts";
import { providePart } from "../cache/store.ts";
import { type ControllerName, controllerNames } from "../catalogue.ts";
import type { ProvisionContext } from "../context.ts";
import { readModuleVersion } from "../module-version.ts";
import type { PartRecipe } from "../recipe.ts";
import type { Subject } from "../subject.ts";
import { findImageCrds } from "./crds-of-images.ts";
import { readFluxRelease } from "./flux-release.ts";
import type { ImageRequest } from "./image-request.ts";
import { type PulledImage, pullImage } from "./pull-image.ts";
import { formatReference, type ImageReference } from "./reference.ts";
import { createRegistryClient, type RegistryClient } from "./registry/registry-client.ts";
import { takeBinary } from "./take-binary.ts";

/**
 * Pulls a subject's images and takes the controllers' binaries out of them; no Docker takes part.
 * @throws UsageError for an image that isn't there, not for us, or no controller's; HarnessError where a
 *   registry doesn't answer or answers with something else.
 */
export async function provisionImages(
  request: ImageRequest,
  context: ProvisionContext,
): Promise<Subject> {
  const registry = createRegistryClient({ ...context, scheme: request.scheme });
  const release =
    request.fluxManifests && (await readFluxRelease(request.fluxManifests, registry, context));
  const images = release?.images ?? request.images;
  const taken: TakenController[] = [];
  for (const name of controllerNames) {
    const image = images[name];
    if (image) taken.push(await takeController(name, image, registry, context));
  }
  const crds =
    (request.crds === undefined && release?.crds) ||
    (await findImageCrds({
      ...{ subject: request.name, folder: request.crds, context },
      versions: taken.map(({ name, part }) => [name, part.version]),
    }));
  return {
    info: {
      name: request.name,
      kind: request.release ? "release" : "mix",
      controllers: taken.map(({ part }) => part),
      crds: crds.origins,
      notes: request.notes,
    },
    binaries: Object.fromEntries(taken.map(({ name, file }) => [name, file])),
    crdFiles: crds.files,
    images: Object.fromEntries(taken.map(({ name, pulled }) => [name, pulled])),
  };
}

interface TakenController {
  name: ControllerName;
  part: SubjectPart;
  file: string;
  pulled: PulledImage;
}

async function takeController(
  name: ControllerName,
  image: ImageReference,
  registry: RegistryClient,
  context: ProvisionContext,
): Promise<TakenController> {
  const { cacheDir, signal, progress } = context;
  const label = formatReference(image);
  const line = progress.begin(label);
  let pulled: PulledImage;
  try {
    pulled = await pullImage({ image, registry, cacheDir, signal, update: line.update });
    line.end(`here, ${pulled.manifest.digest}`);
  } catch (error) {
    line.end(signal.aborted ? "interrupted" : "failed");
    throw error;
  }
  const { imageConfig: config, layers } = pulled;
  const made = await providePart(recipeOf(name, pulled), context, async ({ dir, update }) => {
    update("taking it out of its image");
    await takeBinary({ program: name, label, config, layers, file: join(dir, name) });
    return { go: "unknown" };
  });
  const file = made.binaries[name] ?? "";
  const version = versionOf(image) ?? (await readModuleVersion(file, name)) ?? image.tag;
  const { digest } = pulled.manifest;
  const part = {
    ...{ name, version: version ?? "unknown", sha256: made.sha256[name] ?? "" },
    image: formatReference({ ...image, digest }),
  };
  return { name, part, file, pulled };
}

/** What is taken out of an image is a part as one that is built; the digest tells it apart from others. */
function recipeOf(name: ControllerName, { image, manifest }: PulledImage): PartRecipe {
  const from = formatReference(image);
  const version = `${image.tag ?? "digest"}-${manifest.digest.slice("sha256:".length).slice(0, 12)}`;
  return {
    ...{ name: `${name}-from-image`, version, module: from, packages: { [name]: from } },
    ...{ ldflags: "", crds: false },
  };
}

/** `1.7.3` where the tag says `v1.7.3`. */
function versionOf({ tag }: ImageReference): string | undefined {
  return /^v?(\d+\.\d+\.\d+.*)$/.exec(tag ?? "")?.[1];
}
