import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { sizeOf, textBlob, type WrittenImage, writeArchive } from "./archive.ts";
import { type TarEntry, tarOf } from "./tar.ts";

/** An image of one layer, to be written as an archive. */
export interface ImageContent {
  /** `fluxproof.local/source-controller:v1.7.3-0123456789ab` */
  reference: string;
  /** As OCI spells them: `amd64`. */
  architecture: string;
  layer: readonly TarEntry[];
  /** What containers of it run, as OCI's image configuration spells it. */
  config: {
    User?: string;
    Env?: string[];
    Entrypoint?: string[];
    Cmd?: string[];
    WorkingDir?: string;
    Labels?: Record<string, string>;
  };
}

const mediaTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
};

/**
 * Writes an image as an archive (`writeArchive`), made of one layer that is packed here.
 * The same content gives the same bytes.
 */
export async function writeImageArchive(image: ImageContent, file: string): Promise<WrittenImage> {
  const layer = await measure(tarOf(image.layer));
  const config = textBlob(imageConfig(image, layer.digest));
  const manifest = textBlob({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: config.digest, size: sizeOf(config) },
    layers: [{ mediaType: mediaTypes.layer, digest: layer.digest, size: layer.sizeBytes }],
  });
  return writeArchive(
    {
      reference: image.reference,
      manifest: { ...manifest, mediaType: mediaTypes.manifest },
      config,
      layers: [
        {
          digest: layer.digest,
          content: { stream: () => tarOf(image.layer), sizeBytes: layer.sizeBytes },
        },
      ],
    },
    file,
  );
}

function imageConfig({ architecture, config }: ImageContent, diffId: string): object {
  const created = new Date(0).toISOString();
  return {
    created,
    architecture,
    os: "linux",
    config,
    rootfs: { type: "layers", diff_ids: [diffId] },
    history: [{ created, created_by: "fluxproof" }],
  };
}

async function measure(bytes: Readable): Promise<{ digest: string; sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { digest: `sha256:${hash.digest("hex")}`, sizeBytes };
}
