import { readFile } from "node:fs/promises";
import { HarnessError, UsageError } from "../../core/failure.ts";
import { type KeptBlob, keepBlob, readKept } from "./blob-store.ts";
import type { KeptLayer } from "./layer-reader.ts";
import { type Descriptor, findManifest, type ImageConfig, readConfig } from "./manifest.ts";
import { formatReference, type ImageReference } from "./reference.ts";
import type { RegistryClient } from "./registry/registry-client.ts";

/** What a reference names for this machine, an image or an artifact, all of it in the cache. */
export interface PulledArtifact {
  /** As asked for. */
  image: ImageReference;
  manifest: KeptBlob & { mediaType: string };
  config: KeptBlob;
  /** From the lowest. */
  layers: KeptLayer[];
}

export interface PulledImage extends PulledArtifact {
  imageConfig: ImageConfig;
}

export interface PullRequest {
  image: ImageReference;
  registry: RegistryClient;
  cacheDir: string;
  signal: AbortSignal;
  update: (detail: string) => void;
}

const triesMax = 3;

/** As `pullArtifact`. @throws UsageError too, for what is no image for this machine. */
export async function pullImage(request: PullRequest): Promise<PulledImage> {
  const check = (config: Buffer) => readConfig(config, request.image);
  const pulled = await pullArtifact(request, check);
  return { ...pulled, imageConfig: check(await readFile(pulled.config.file)) };
}

/**
 * Brings an artifact into the cache; what is there already is not sent again, and one named by its
 * digest doesn't even ask the registry.
 * @param check throws for a configuration whose layers need not be pulled.
 */
export async function pullArtifact(
  request: PullRequest,
  check: (config: Buffer) => void = () => {},
): Promise<PulledArtifact> {
  const { image, cacheDir, update } = request;
  const registry = keepingManifests(request.registry, cacheDir);
  const { manifest, bytes, digest, mediaType } = await findManifest(image, registry);
  const config = await keepPatiently(manifest.config, request);
  check(await readFile(config.file));
  const layers: KeptLayer[] = [];
  for (const [index, layer] of manifest.layers.entries()) {
    update(`pulling layer ${index + 1} of ${manifest.layers.length}`);
    layers.push({ ...(await keepPatiently(layer, request)), mediaType: layer.mediaType });
  }
  const kept = await keepBytes(bytes, digest, cacheDir);
  return { image, manifest: { ...kept, mediaType }, config, layers };
}

async function keepPatiently(
  { digest, size }: Descriptor,
  { image, registry, cacheDir, signal }: PullRequest,
): Promise<KeptBlob> {
  const label = `${formatReference(image)}, its blob ${digest}`;
  const open = () => registry.blob(image, digest);
  for (let tries = 1; ; tries += 1) {
    try {
      return await keepBlob({ blob: { digest, sizeBytes: size }, cacheDir, label, open });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UsageError || tries === triesMax) throw named(error, label, tries);
    }
  }
}

function keepingManifests(registry: RegistryClient, cacheDir: string): RegistryClient {
  return {
    ...registry,
    async manifest(image) {
      const bytes = image.digest ? await readKept(image.digest, cacheDir) : undefined;
      if (bytes && image.digest) {
        return { bytes, digest: image.digest };
      }
      const raw = await registry.manifest(image);
      await keepBytes(raw.bytes, raw.digest, cacheDir);
      return raw;
    },
  };
}

function keepBytes(bytes: Buffer, digest: string, cacheDir: string): Promise<KeptBlob> {
  const blob = { digest, sizeBytes: bytes.length };
  return keepBlob({ blob, cacheDir, label: `manifest ${digest}`, open: async () => once(bytes) });
}

async function* once(bytes: Buffer): AsyncIterable<Uint8Array> {
  yield bytes;
}

function named(error: unknown, label: string, tries: number): unknown {
  if (error instanceof UsageError || error instanceof HarnessError) return error;
  return new HarnessError(
    `${label}: pulling it broke off, ${tries} times: ${(error as Error).message}`,
  );
}
