import { z } from "zod";
import { HarnessError, UsageError } from "../../core/failure.ts";
import { platform } from "../recipe.ts";
import { formatReference, type ImageReference } from "./reference.ts";
import type { RawManifest, RegistryClient } from "./registry/registry-client.ts";

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const descriptor = z.object({
  mediaType: z.string(),
  digest,
  size: z.number().int().nonnegative(),
});
export type Descriptor = z.infer<typeof descriptor>;

const manifestSchema = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  config: descriptor,
  layers: z.array(descriptor),
});
export type Manifest = z.infer<typeof manifestSchema>;

const indexSchema = z.object({
  schemaVersion: z.literal(2),
  manifests: z.array(
    descriptor.extend({
      platform: z
        .object({ os: z.string(), architecture: z.string(), variant: z.string().optional() })
        .optional(),
    }),
  ),
});

export const configSchema = z.object({
  os: z.string(),
  architecture: z.string(),
  config: z
    .object({
      Entrypoint: z.array(z.string()).nullish(),
      Cmd: z.array(z.string()).nullish(),
      Env: z.array(z.string()).nullish(),
    })
    .nullish(),
});
export type ImageConfig = z.infer<typeof configSchema>;

/** A manifest of one image, understood. */
export interface FoundManifest {
  bytes: Buffer;
  digest: string;
  mediaType: string;
  manifest: Manifest;
}

/** The manifest of the image for this machine: by itself, or chosen from an index of several platforms. */
export async function findManifest(
  image: ImageReference,
  registry: RegistryClient,
): Promise<FoundManifest> {
  const raw = await registry.manifest(image);
  const index = indexSchema.safeParse(parseJson(raw.bytes));
  if (!index.success) {
    return readManifest(raw, image);
  }
  const { os, arch } = platform();
  const offered = index.data.manifests.filter((each) => each.platform?.os !== "unknown");
  const found = offered.find(({ platform: its }) => its?.os === os && its.architecture === arch);
  if (!found) {
    throw wrongPlatform(
      image,
      offered.map(({ platform: its }) => (its ? `${its.os}/${its.architecture}` : "none named")),
    );
  }
  const chosen = await registry.manifest({ ...image, digest: found.digest });
  return readManifest(chosen, image);
}

/** @throws UsageError for what is no container image, or one for another machine. */
export function readConfig(bytes: Buffer, image: ImageReference): ImageConfig {
  const config = configSchema.safeParse(parseJson(bytes));
  if (!config.success) {
    throw new UsageError(
      `${formatReference(image)}: expected a container image, but its configuration names no os and architecture`,
    );
  }
  const { os, arch } = platform();
  if (config.data.os !== os || config.data.architecture !== arch) {
    throw wrongPlatform(image, [`${config.data.os}/${config.data.architecture}`]);
  }
  return config.data;
}

function readManifest(
  { bytes, digest, mediaType }: RawManifest,
  image: ImageReference,
): FoundManifest {
  const manifest = manifestSchema.safeParse(parseJson(bytes));
  if (!manifest.success) {
    throw new HarnessError(
      `${formatReference(image)}: expected the manifest of an image (schema version 2, with config and layers) from the registry`,
    );
  }
  return {
    ...{ bytes, digest, manifest: manifest.data },
    mediaType: manifest.data.mediaType || mediaType || "application/vnd.oci.image.manifest.v1+json",
  };
}

function wrongPlatform(image: ImageReference, offered: string[]): UsageError {
  const { os, arch } = platform();
  return new UsageError(
    `${formatReference(image)}: there is none for this machine, ${os}/${arch}; it is for ${offered.join(", ")}`,
  );
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
