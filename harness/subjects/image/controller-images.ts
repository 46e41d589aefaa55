import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import { HarnessError } from "../../core/failure.ts";
import type { SubjectPart } from "../../core/run.ts";
import { platform } from "../recipe.ts";
import type { Subject } from "../subject.ts";
import { writeArchive } from "./archive.ts";
import type { KeptBlob } from "./blob-store.ts";
import { type ImageContent, writeImageArchive } from "./image-archive.ts";
import { type KeptImage, keepImage } from "./image-cache.ts";
import type { PulledImage } from "./pull-image.ts";
import type { TarEntry } from "./tar.ts";

/** A controller of a subject as an image, on this machine as an archive. */
export interface ControllerImage extends KeptImage {
  /** `source-controller` */
  controller: string;
  /** What a Pod names: `fluxproof.local/source-controller:v1.7.3-0123456789ab`. */
  reference: string;
}

/**
 * The controllers of a subject as image archives, kept in the cache: as they were pulled, or made from
 * the subject's binaries. In an image that is made: the binary, CA certificates, `/tmp`, and the user 65534 that Flux's own images run as.
 * Left out, because no scenario calls them: what kustomize-controller's own image adds (git and ssh
 * for remote bases, gpg for secrets encrypted with PGP, tini) and Alpine's shell.
 */
export async function controllerImages(
  subject: Subject,
  { cacheDir }: { cacheDir: string },
): Promise<ControllerImage[]> {
  const images: ControllerImage[] = [];
  for (const part of subject.info.controllers) {
    const pulled = subject.images?.[part.name];
    images.push(
      pulled
        ? await pulledImage(part, pulled, cacheDir)
        : await builtImage(part, subject.binaries[part.name], cacheDir),
    );
  }
  return images;
}

async function builtImage(
  part: SubjectPart,
  binary: string | undefined,
  cacheDir: string,
): Promise<ControllerImage> {
  if (!binary || !part.sha256) {
    throw new HarnessError(`no image of ${part.name} can be made: expected a binary of it`);
  }
  const content = await describeImage(part, part.sha256, binary);
  const written = await keepImage((file) => writeImageArchive(content, file), {
    cacheDir,
    name: part.name,
    key: `${tagOf(content)}-${contentKey(content)}`,
  });
  const { reference } = content;
  return { controller: part.name, reference, ...written };
}

/** Under a name of our own: no node may look for it elsewhere, nor take another one for it. */
async function pulledImage(
  { name, version }: SubjectPart,
  { manifest, config, layers }: PulledImage,
  cacheDir: string,
): Promise<ControllerImage> {
  const reference = referenceOf(name, version, manifest.digest.slice("sha256:".length));
  const blob = ({ digest, file, sizeBytes }: KeptBlob) => ({
    digest,
    content: { file, sizeBytes },
  });
  const image = {
    reference,
    manifest: { ...blob(manifest), mediaType: manifest.mediaType },
    config: blob(config),
    layers: layers.map(blob),
  };
  const written = await keepImage((file) => writeArchive(image, file), {
    ...{ cacheDir, name, key: `pulled-${reference.slice(reference.lastIndexOf(":") + 1)}` },
  });
  return { controller: name, reference, ...written };
}

function referenceOf(name: string, version: string, hex: string): string {
  const tag = `v${version}`.replaceAll(/[^\w.-]/g, "-").slice(0, 100);
  return `fluxproof.local/${name}:${tag}-${hex.slice(0, 12)}`;
}

async function describeImage(
  { name, version }: SubjectPart,
  sha256: string,
  binary: string,
): Promise<ImageContent> {
  const path = `usr/local/bin/${name}`;
  return {
    reference: referenceOf(name, version, sha256),
    architecture: platform().arch,
    layer: [
      ...surroundings(),
      {
        ...{ type: "file", path, mode: 0o755 },
        content: { file: binary, sizeBytes: (await stat(binary)).size },
      },
    ],
    config: {
      User: "65534:65534",
      Env: ["PATH=/usr/local/bin", "GNUPGHOME=/tmp"],
      Entrypoint: [`/${path}`],
      Labels: {
        "org.opencontainers.image.title": name,
        "org.opencontainers.image.version": version,
      },
    },
  };
}

/** What a static binary finds around it. */
function surroundings(): TarEntry[] {
  const folders = ["etc", "etc/ssl", "etc/ssl/certs", "usr", "usr/local", "usr/local/bin"];
  const texts = {
    "etc/passwd":
      "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n",
    "etc/group": "root:x:0:\nnobody:x:65534:\n",
    // Mozilla's list as Node carries it, and so the same on every machine.
    "etc/ssl/certs/ca-certificates.crt": `${rootCertificates.join("\n")}\n`,
  };
  return [
    ...folders.map((path): TarEntry => ({ type: "directory", path: `${path}/`, mode: 0o755 })),
    { type: "directory", path: "tmp/", mode: 0o1777 },
    ...Object.entries(texts).map(
      ([path, text]): TarEntry => ({ type: "file", path, mode: 0o644, content: { text } }),
    ),
  ];
}

function tagOf({ reference }: ImageContent): string {
  return reference.slice(reference.lastIndexOf(":") + 1);
}

/** Changes with everything in an image but the binary, whose digest is in the tag. */
function contentKey({ architecture, config }: ImageContent): string {
  const rest = JSON.stringify([architecture, config, surroundings()]);
  return createHash("sha256").update(rest).digest("hex").slice(0, 8);
}
