import { createHash } from "node:crypto";
import { HarnessError, UsageError } from "../../../core/failure.ts";
import { formatReference, type ImageReference } from "../reference.ts";
import { originOf, type RegistryAccess, repositoryPath } from "./access.ts";
import { authorize } from "./authorization.ts";
import { readChallenge } from "./challenge.ts";
import { dockerConfigFile } from "./credentials.ts";
import { sendPatiently } from "./send-patiently.ts";

/** A manifest or an index of them, as it was answered. */
export interface RawManifest {
  bytes: Buffer;
  /** Of these bytes. */
  digest: string;
  /** As the registry said; the bytes need not say it. */
  mediaType?: string | undefined;
}

/** Pulls from registries by the OCI Distribution API. */
export interface RegistryClient {
  /**
   * What a reference names; of the digest alone where it has one.
   * @throws UsageError for an image that isn't there or not for us, HarnessError for an answer that
   *   isn't what was asked for.
   */
  manifest(image: ImageReference): Promise<RawManifest>;
  /** A blob's bytes, not verified yet. */
  blob(image: ImageReference, digest: string): Promise<ReadableStream<Uint8Array>>;
}

const accept = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");
/** The distribution specification wants registries to take no larger ones. */
const manifestBytesMax = 4 * 1024 * 1024;

export function createRegistryClient(access: RegistryAccess): RegistryClient {
  /** `Authorization` by registry and repository. */
  const known = new Map<string, string>();
  const get = async (image: ImageReference, path: string, headers: Record<string, string>) => {
    const url = `${originOf(image, access.scheme)}/v2/${repositoryPath(image)}/${path}`;
    const key = `${image.registry}/${image.repository}`;
    const send = () => {
      const authorization = known.get(key);
      const all = authorization ? { ...headers, authorization } : headers;
      return sendPatiently(url, { headers: all }, access);
    };
    const answer = await send();
    const challenge = readChallenge(answer.headers.get("www-authenticate"));
    if (answer.status !== 401 || !challenge) {
      return answer;
    }
    const authorization = await authorize(image, challenge, access);
    if (authorization === undefined || authorization === known.get(key)) {
      return answer;
    }
    await answer.body?.cancel();
    known.set(key, authorization);
    return send();
  };
  return {
    async manifest(image) {
      const wanted = image.digest ?? image.tag ?? "latest";
      const answer = await get(image, `manifests/${wanted}`, { accept });
      if (!answer.ok) {
        throw await refusalOf(answer, image, access);
      }
      const bytes = await readShort(answer, image);
      const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
      if (image.digest && image.digest !== digest) {
        throw new HarnessError(
          `${formatReference(image)}: the registry answered with other bytes, of digest ${digest}`,
        );
      }
      const mediaType = answer.headers.get("content-type")?.split(";")[0]?.trim();
      return { bytes, digest, mediaType };
    },
    async blob(image, digest) {
      const answer = await get(image, `blobs/${digest}`, {});
      if (!answer.ok || !answer.body) {
        throw await refusalOf(answer, image, access, `its blob ${digest}`);
      }
      return answer.body;
    },
  };
}

async function refusalOf(
  answer: Response,
  image: ImageReference,
  access: RegistryAccess,
  what?: string,
): Promise<Error> {
  const { status } = answer;
  const said = `status ${status}${await saidBy(answer)}`;
  const name = what ? `${formatReference(image)}, ${what}` : formatReference(image);
  if (status === 404 && !what) {
    return new UsageError(
      `${name}: the registry has no such image (${said}); look at its name and tag`,
    );
  }
  if (status === 401 || status === 403) {
    return new UsageError(
      `${name}: the registry refuses it (${said}): log in by "docker login ${image.registry}", which ` +
        `writes ${dockerConfigFile(access.env)}, or look at the name: some registries say the same of an image there is none of`,
    );
  }
  return new HarnessError(`${name}: expected status 200 of the registry, got ${said}`);
}

/** `: MANIFEST_UNKNOWN, manifest unknown`, as registries say it, or nothing. */
async function saidBy(answer: Response): Promise<string> {
  try {
    const { errors } = JSON.parse((await answer.text()).slice(0, 10_000));
    const { code, message } = errors[0];
    return `: ${[code, message].filter(Boolean).join(", ").slice(0, 200)}`;
  } catch {
    return "";
  }
}

async function readShort(answer: Response, image: ImageReference): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > manifestBytesMax) {
      throw new HarnessError(
        `${formatReference(image)}: expected a manifest of at most ${manifestBytesMax} bytes, got more`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
