import { createHash } from "node:crypto";
import { join } from "node:path";
import { UsageError } from "../core/failure.ts";
import { partDir, readPart } from "../subjects/cache/part.ts";
import { providePart } from "../subjects/cache/store.ts";
import type { ProvisionContext } from "../subjects/context.ts";
import { pullImage } from "../subjects/image/pull-image.ts";
import {
  formatReference,
  type ImageReference,
  parseReference,
} from "../subjects/image/reference.ts";
import { createRegistryClient } from "../subjects/image/registry/registry-client.ts";
import { takeBinary } from "../subjects/image/take-binary.ts";
import type { PartRecipe } from "../subjects/recipe.ts";

/** Where k6 is published: `k6:1.8.1` is `grafana/k6:1.8.1` of Docker's own registry. */
const publishedAt = "registry-1.docker.io/grafana";

const form = "image:";

/**
 * The image that `image:REFERENCE` names, undefined for a text of another form.
 * @throws UsageError for one without a tag or digest
 */
export function readK6Image(text: string): ImageReference | undefined {
  if (!text.startsWith(form)) return undefined;
  const image = parseReference(text.slice(form.length), publishedAt);
  if (image) return image;
  throw new UsageError(
    `FLUXPROOF_K6 is ${JSON.stringify(text)}: expected an image with its tag or digest, image:k6:1.8.1 or image:registry.example.com/mine/k6:1.8.1`,
  );
}

/** The k6 that was taken out of this image; undefined where it wasn't yet. */
export async function findK6OfImage(
  image: ImageReference,
  cacheDir: string,
): Promise<string | undefined> {
  const recipe = recipeOf(image);
  const found = await readPart(recipe, partDir(recipe, cacheDir));
  return found.state === "whole" ? found.part.binaries.k6 : undefined;
}

/**
 * Pulls the image and takes k6 out of it; no Docker takes part. Once that was done, a tag that moves is not
 * followed: what storms are sent with stays the same.
 * @throws UsageError for an image that isn't there, or none of k6
 */
export async function takeK6OfImage(
  image: ImageReference,
  context: ProvisionContext,
): Promise<string> {
  const { cacheDir, signal } = context;
  const label = formatReference(image);
  const { binaries } = await providePart(recipeOf(image), context, async ({ dir, update }) => {
    const registry = createRegistryClient({ ...context });
    const pulled = await pullImage({ image, registry, cacheDir, signal, update });
    update("taking k6 out of its image");
    const { imageConfig: config, layers } = pulled;
    await takeBinary({ program: "k6", label, config, layers, file: join(dir, "k6") });
    return { go: "unknown" };
  });
  return binaries.k6 ?? "";
}

function recipeOf(image: ImageReference): PartRecipe {
  const from = formatReference(image);
  const hash = createHash("sha256").update(from).digest("hex").slice(0, 12);
  return {
    ...{ name: "k6-from-image", version: `${image.tag ?? "digest"}-${hash}`, module: from },
    ...{ packages: { k6: from }, ldflags: "", crds: false },
  };
}
