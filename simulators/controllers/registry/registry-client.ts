import { sha256Digest } from "../../support/sha256-digest.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { errorOf, openSession, type RegistryAccess, textOf } from "./registry-session.ts";

/** A manifest of an image or of an artifact, as far as it is heeded. */
export interface ImageManifest {
  layers: { mediaType: string; digest: string; size: number }[];
  annotations?: Record<string, string>;
}

/** An image that was asked for; its layers aren't fetched yet. */
export interface PulledImage {
  digest: string;
  manifest: ImageManifest;
  /** @throws Error in go-containerregistry's words. */
  layer(layer: ImageManifest["layers"][number]): Promise<Uint8Array>;
}

const manifestTypes = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.index.v1+json",
].join(",");

/** The digest of a tag: HEAD, and where that fails for whatever reason, GET. @throws Error in Go's words. */
export async function resolveTag(
  process: ControllerProcess,
  access: RegistryAccess,
  tag: string,
): Promise<string> {
  try {
    return await headTag(process, access, tag);
  } catch (error) {
    if (access.signal.aborted) throw error;
    return (await pullImage(process, access, tag)).digest;
  }
}

/** The digest of a tag, by HEAD alone. @throws Error in Go's words. */
export async function headTag(
  process: ControllerProcess,
  access: RegistryAccess,
  tag: string,
): Promise<string> {
  const { base, ask } = await openSession(process, access);
  const answer = await ask("HEAD", `${base}/manifests/${tag}`, manifestTypes);
  if (answer.status !== 200) throw errorOf(answer);
  const digest = answer.headers.get("docker-content-digest");
  if (digest) return digest;
  const lacking = "response did not include Docker-Content-Digest header";
  throw new Error(`HEAD ${answer.url}: ${lacking}`);
}

/** @param reference a tag or a digest. @throws Error in Go's words. */
export async function pullImage(
  process: ControllerProcess,
  access: RegistryAccess,
  reference: string,
): Promise<PulledImage> {
  const { base, ask } = await openSession(process, access);
  const answer = await ask("GET", `${base}/manifests/${reference}`, manifestTypes);
  if (answer.status !== 200) throw errorOf(answer);
  const digest = sha256Digest(answer.body);
  if (reference.includes(":") && reference !== digest) {
    const wanted = `manifest digest: "${digest}" does not match requested digest: "${reference}"`;
    throw new Error(`${wanted} for "${access.repository.name}@${reference}"`);
  }
  return {
    digest,
    manifest: JSON.parse(textOf(answer)) as ImageManifest,
    async layer({ digest: wanted, size }) {
      const url = `${base}/blobs/${wanted}`;
      const blob = await ask("GET", url);
      if (blob.status !== 200) throw errorOf(blob);
      const got = sha256Digest(blob.body);
      if (got === wanted) return blob.body;
      const read = `after reading ${size} bytes`;
      const [, want, have] = [wanted, wanted, got].map((each) => each.slice("sha256:".length));
      throw new Error(`error verifying sha256 checksum ${read}; got "${have}", want "${want}"`);
    },
  };
}

const pageSize = 1_000;

/** Every tag, page by page. @throws Error in Go's words. */
export async function listTags(
  process: ControllerProcess,
  access: RegistryAccess,
): Promise<string[]> {
  const { base, ask } = await openSession(process, access);
  const tags: string[] = [];
  let next: string | undefined = `${base}/tags/list?n=${pageSize}`;
  while (next !== undefined) {
    const answer = await ask("GET", next);
    if (answer.status !== 200) throw errorOf(answer);
    const page = JSON.parse(textOf(answer)) as { tags: string[] | null };
    tags.push(...(page.tags ?? []));
    const link: string | undefined = /^<([^>]*)>/.exec(answer.headers.get("link") ?? "")?.[1];
    next = link === undefined ? undefined : new URL(link, next).href;
  }
  return tags;
}
