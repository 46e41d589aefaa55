import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import { HarnessError } from "../../core/failure.ts";
import type { SubjectPart } from "../../core/run.ts";
import { platform } from "../recipe.ts";
import type { Subject } from "../subject.ts";
import { type ImageContent, writeImageArchive } from "./image-archive.ts";
import { type KeptImage, keepImage } from "./image-cache.ts";
import type { TarEntry } from "./tar.ts";

/** A controller of a subject as an image, on this machine as an archive. */
export interface ControllerImage extends KeptImage {
  /** `source-controller` */
  controller: string;
  /** What a Pod names: `fluxproof.local/source-controller:v1.7.3-0123456789ab`. */
  reference: string;
}

/**
 * The controllers of a subject as image archives, made from its binaries once and kept in the cache.
 * In an image: the binary, CA certificates, `/tmp`, and the user 65534 that Flux's own images run as.
 * Left out, because no scenario calls them: what kustomize-controller's own image adds (git and ssh
 * for remote bases, gpg for secrets encrypted with PGP, tini) and Alpine's shell.
 */
export async function controllerImages(
  subject: Subject,
  { cacheDir }: { cacheDir: string },
): Promise<ControllerImage[]> {
  const images: ControllerImage[] = [];
  for (const part of subject.info.controllers) {
    images.push(await controllerImage(part, subject.binaries[part.name], cacheDir));
  }
  return images;
}

async function controllerImage(
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

async function describeImage(
  { name, version }: SubjectPart,
  sha256: string,
  binary: string,
): Promise<ImageContent> {
  const path = `usr/local/bin/${name}`;
  const tag = `v${version}`.replaceAll(/[^\w.-]/g, "-");
  return {
    reference: `fluxproof.local/${name}:${tag}-${sha256.slice(0, 12)}`,
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
