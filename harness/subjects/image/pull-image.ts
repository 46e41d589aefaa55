import { readFile } from "node:fs/promises";
import { HarnessError, UsageError } from "../../core/failure.ts";
import { type KeptBlob, keepBlob, readKept } from "./blob-store.ts";
import type { KeptLayer } from "./layer-reader.ts";
import { findManifest, type ImageConfig, readConfig } from "./manifest.ts";
import { formatReference, type ImageReference } from "./reference.ts";
import type { RegistryClient } from "./registry/registry-client.ts";

/** An image for this machine, all of it in the cache. */
export interface PulledImage {
  /** As asked for. */
  image: ImageReference;
  manifest: KeptBlob & { mediaType: string };
  config: KeptBlob;
  imageConfig: ImageConfig;
  /** From the lowest. */
  layers: KeptLayer[];
}

const triesMax = 3;

/**
 * Brings an image into the cache; what is there already is not sent again, and an image named by its
 * digest doesn't even ask the registry.
 */
export async function pullImage(request: {
  image: ImageReference;
  registry: RegistryClient;
  cacheDir: string;
  signal: AbortSignal;
  update: (detail: string) => void;
}): Promise<PulledImage> {
  const { image, cacheDir, signal, update } = request;
  const registry = keepingManifests(request.registry, cacheDir);
  const label = formatReference(image);
  const { manifest, ...raw } = await findManifest(image, registry);
  const keep = async ({ digest, size }: { digest: string; size: number }) => {
    const blob = { digest, sizeBytes: size };
    for (let tries = 1; ; tries += 1) {
      try {
        const open = () => registry.blob(image, digest);
        return await keepBlob({ blob, cacheDir, label: `${label}, its blob ${digest}`, open });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof UsageError || tries === triesMax) throw named(error, label, tries);
      }
    }
  };
  const config = await keep(manifest.config);
  const imageConfig = readConfig(await readFile(config.file), image);
  const layers: KeptLayer[] = [];
  for (const [index, layer] of manifest.layers.entries()) {
    update(`pulling layer ${index + 1} of ${manifest.layers.length}`);
    layers.push({ ...(await keep(layer)), mediaType: layer.mediaType });
  }
  const kept = await keepBytes(raw.bytes, raw.digest, cacheDir);
  return { image, manifest: { ...kept, mediaType: raw.mediaType }, config, imageConfig, layers };
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
