import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { parse } from "yaml";
import { z } from "zod";
import { UsageError } from "../../core/failure.ts";
import { providePart } from "../cache/store.ts";
import { controllerNames } from "../catalogue.ts";
import type { ProvisionContext } from "../context.ts";
import type { PartRecipe } from "../recipe.ts";
import type { ImageCrds } from "./crds-of-images.ts";
import type { ImageRequest } from "./image-request.ts";
import { type KeptLayer, readLayer } from "./layer-reader.ts";
import { type PulledArtifact, pullArtifact } from "./pull-image.ts";
import { formatReference, type ImageReference, parseReference } from "./reference.ts";
import type { RegistryClient } from "./registry/registry-client.ts";

/** What a release of Flux says of itself. */
export interface FluxRelease {
  images: ImageRequest["images"];
  crds: ImageCrds;
}

const objectSchema = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
});
const deploymentSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({ containers: z.array(z.object({ image: z.string() })).min(1) }),
    }),
  }),
});
/** Of the controllers that are tested. */
const groups = ["source", "kustomize", "helm", "notification"].map(
  (name) => `${name}.toolkit.fluxcd.io`,
);

/**
 * Reads the artifact `flux-manifests`, which Flux publishes with every release: its Deployments name the
 * images, and its CRDs go with them. Images are taken from where the artifact is, so that a mirror serves all.
 */
export async function readFluxRelease(
  artifact: ImageReference,
  registry: RegistryClient,
  context: ProvisionContext,
): Promise<FluxRelease> {
  const { cacheDir, signal, progress } = context;
  const label = formatReference(artifact);
  const line = progress.begin(label);
  let pulled: PulledArtifact;
  try {
    pulled = await pullArtifact({
      image: artifact,
      registry,
      cacheDir,
      signal,
      update: line.update,
    });
    line.end(`here, ${pulled.manifest.digest}`);
  } catch (error) {
    line.end(signal.aborted ? "interrupted" : "failed");
    throw error;
  }
  const part = await providePart(recipeOf(pulled), context, async ({ dir, update }) => {
    update("taking its CRDs out of the artifact");
    await unpack(pulled.layers, dir, label);
    return { go: "unknown" };
  });
  const images: FluxRelease["images"] = {};
  for (const file of part.manifestFiles) {
    const found = controllerNames.find((name) => file.endsWith(`/${name}.yaml`));
    if (found)
      images[found] = imageOf(await readFile(file, "utf8"), artifact, `${label}, ${found}`);
  }
  return { images, crds: { files: part.crdFiles, origins: [label] } };
}

function recipeOf({ image, manifest }: PulledArtifact): PartRecipe {
  const version = `${image.tag}-${manifest.digest.slice("sha256:".length).slice(0, 12)}`;
  return {
    ...{ name: "flux-manifests", version, module: formatReference(image), packages: {} },
    ...{ ldflags: "", crds: true, manifests: true },
  };
}

/** Writes the CRDs to `crds`, the controllers' Deployments to `manifests`, an object a file. */
async function unpack(layers: readonly KeptLayer[], dir: string, label: string): Promise<void> {
  await mkdir(join(dir, "crds"));
  await mkdir(join(dir, "manifests"));
  const written = { crds: 0, manifests: 0 };
  for (const document of await readDocuments(layers)) {
    const read = objectSchema.safeParse(parse(document));
    if (!read.success) continue;
    const { kind, metadata } = read.data;
    const folder = folderOf(kind, metadata.name);
    if (!folder || !/^[\w.-]+$/.test(metadata.name)) continue;
    await writeFile(join(dir, folder, `${metadata.name}.yaml`), document);
    written[folder] += 1;
  }
  if (written.crds === 0 || written.manifests === 0) {
    throw new UsageError(
      `${label}: expected the manifests of a Flux release, but it holds ${written.crds} CRDs of Flux ` +
        `and ${written.manifests} Deployments of its controllers`,
    );
  }
}

function folderOf(kind: string, name: string): "crds" | "manifests" | undefined {
  if (kind === "CustomResourceDefinition") {
    return groups.some((group) => name.endsWith(`.${group}`)) ? "crds" : undefined;
  }
  const isOurs = kind === "Deployment" && controllerNames.some((each) => each === name);
  return isOurs ? "manifests" : undefined;
}

async function readDocuments(layers: readonly KeptLayer[]): Promise<string[]> {
  const documents: string[] = [];
  for (const layer of layers) {
    for await (const entry of readLayer(layer)) {
      if (entry.header.type === "file" && /\.ya?ml$/.test(entry.header.name)) {
        documents.push(...(await textOf(entry)).split(/^---$/m));
      } else {
        entry.resume();
      }
    }
  }
  return documents;
}

function imageOf(text: string, artifact: ImageReference, label: string): ImageReference {
  const deployment = deploymentSchema.safeParse(parse(text));
  const said = deployment.data?.spec.template.spec.containers[0]?.image ?? "";
  const image = parseReference(said, "unknown");
  if (!image) {
    throw new UsageError(
      `${label}: expected the image of its Deployment, got ${JSON.stringify(said)}`,
    );
  }
  const folder = artifact.repository.slice(0, -"flux-manifests".length);
  const name = image.repository.slice(image.repository.lastIndexOf("/") + 1);
  return { ...image, registry: artifact.registry, repository: `${folder}${name}` };
}
