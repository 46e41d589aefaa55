import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { contentBytes, type FileContent, type TarEntry, tarOf } from "./tar.ts";

/** An image's parts, as its manifest names them. */
export interface ArchivedImage {
  /** With a tag: `fluxproof.local/source-controller:v1.7.3-0123456789ab`. */
  reference: string;
  manifest: ArchivedBlob & { mediaType: string };
  config: ArchivedBlob;
  /** From the lowest, compressed or not. */
  layers: readonly ArchivedBlob[];
}

export interface ArchivedBlob {
  /** `sha256:` and lower-case hex. */
  digest: string;
  content: FileContent;
}

/** The digests of an image that was written: `sha256:` and lower-case hex. */
export interface WrittenImage {
  /** Of the manifest: what a registry and containerd call the image's digest. */
  digest: string;
  /** Of the configuration: what Docker and the kubelet call the image's ID. */
  imageId: string;
}

/**
 * Writes an image as one file that `docker load` and `ctr images import` take, with the blobs in it
 * laid out as a registry wants them: an OCI layout with Docker's `manifest.json` beside it.
 */
export async function writeArchive(image: ArchivedImage, file: string): Promise<WrittenImage> {
  const { reference, manifest, config, layers } = image;
  const blobs = new Map([config, ...layers, manifest].map((blob) => [blob.digest, blob]));
  const entries: TarEntry[] = [
    { type: "directory", path: "blobs/", mode: 0o755 },
    { type: "directory", path: "blobs/sha256/", mode: 0o755 },
    ...[...blobs.values()].map(({ digest, content }) => fileEntry(blobPath(digest), content)),
    fileEntry("index.json", jsonOf(indexOf(reference, manifest))),
    fileEntry(
      "manifest.json",
      jsonOf([
        {
          Config: blobPath(config.digest),
          RepoTags: [reference],
          Layers: layers.map(({ digest }) => blobPath(digest)),
        },
      ]),
    ),
    fileEntry("oci-layout", jsonOf({ imageLayoutVersion: "1.0.0" })),
  ];
  await pipeline(tarOf(entries), createWriteStream(file));
  return { digest: manifest.digest, imageId: config.digest };
}

export function textBlob(content: object): ArchivedBlob {
  const text = JSON.stringify(content);
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  return { digest, content: { text } };
}

export function sizeOf({ content }: ArchivedBlob): number {
  return contentBytes(content);
}

function indexOf(reference: string, manifest: ArchivedImage["manifest"]): object {
  return {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [
      {
        mediaType: manifest.mediaType,
        digest: manifest.digest,
        size: sizeOf(manifest),
        annotations: {
          // containerd names the image by the first, tools that read OCI layouts by the second.
          "io.containerd.image.name": reference,
          "org.opencontainers.image.ref.name": reference.slice(reference.lastIndexOf(":") + 1),
        },
      },
    ],
  };
}

function blobPath(digest: string): string {
  return `blobs/sha256/${digest.slice("sha256:".length)}`;
}

function jsonOf(value: object): FileContent {
  return { text: JSON.stringify(value) };
}

function fileEntry(path: string, content: FileContent): TarEntry {
  return { type: "file", path, mode: 0o644, content };
}
