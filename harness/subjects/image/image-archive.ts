import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
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

/** The digests of an image that was written: `sha256:` and lower-case hex. */
export interface WrittenImage {
  /** Of the manifest: what a registry and containerd call the image's digest. */
  digest: string;
  /** Of the configuration: what Docker and the kubelet call the image's ID. */
  imageId: string;
}

const mediaTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
};

/**
 * Writes an image as one file that `docker load` and `ctr images import` take, with the blobs in it
 * laid out as a registry wants them: an OCI layout with Docker's `manifest.json` beside it.
 * The same content gives the same bytes.
 */
export async function writeImageArchive(image: ImageContent, file: string): Promise<WrittenImage> {
  const layer = await measure(tarOf(image.layer));
  const config = blobOf(imageConfig(image, layer.digest));
  const manifest = blobOf({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: config.digest, size: config.sizeBytes },
    layers: [{ mediaType: mediaTypes.layer, digest: layer.digest, size: layer.sizeBytes }],
  });
  const entries: TarEntry[] = [
    { type: "directory", path: "blobs/", mode: 0o755 },
    { type: "directory", path: "blobs/sha256/", mode: 0o755 },
    textEntry(blobPath(config.digest), config.text),
    {
      ...{ type: "file", path: blobPath(layer.digest), mode: 0o644 },
      content: { stream: () => tarOf(image.layer), sizeBytes: layer.sizeBytes },
    },
    textEntry(blobPath(manifest.digest), manifest.text),
    textEntry("index.json", JSON.stringify(indexOf(image.reference, manifest))),
    textEntry(
      "manifest.json",
      JSON.stringify([
        {
          Config: blobPath(config.digest),
          RepoTags: [image.reference],
          Layers: [blobPath(layer.digest)],
        },
      ]),
    ),
    textEntry("oci-layout", JSON.stringify({ imageLayoutVersion: "1.0.0" })),
  ];
  await pipeline(tarOf(entries), createWriteStream(file));
  return { digest: manifest.digest, imageId: config.digest };
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

function indexOf(reference: string, manifest: Blob): object {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: [
      {
        mediaType: mediaTypes.manifest,
        digest: manifest.digest,
        size: manifest.sizeBytes,
        annotations: {
          // containerd names the image by the first, tools that read OCI layouts by the second.
          "io.containerd.image.name": reference,
          "org.opencontainers.image.ref.name": reference.slice(reference.lastIndexOf(":") + 1),
        },
      },
    ],
  };
}

interface Blob {
  text: string;
  digest: string;
  sizeBytes: number;
}

function blobOf(content: object): Blob {
  const text = JSON.stringify(content);
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  return { text, digest, sizeBytes: Buffer.byteLength(text) };
}

function blobPath(digest: string): string {
  return `blobs/sha256/${digest.slice("sha256:".length)}`;
}

function textEntry(path: string, text: string): TarEntry {
  return { type: "file", path, mode: 0o644, content: { text } };
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
