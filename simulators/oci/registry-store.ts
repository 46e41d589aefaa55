import { UsageError } from "../../harness/core/failure.ts";
import { sha256Digest } from "../support/sha256-digest.ts";
import { packTarGz } from "../support/tar-gz.ts";

export interface Layer {
  /** `application/vnd.cncf.flux.content.v1.tar+gzip` unless told. */
  mediaType?: string;
  content: string | Uint8Array;
}

export interface PushedImage {
  /** `stefanprodan/podinfo` */
  repository: string;
  /** The tags that point to it from now on. */
  tags: string[];
  /** Texts by path, which become the one layer. */
  files?: Record<string, string>;
  /** Instead of `files`. */
  layers?: Layer[];
  annotations?: Record<string, string>;
}

export interface StoredManifest {
  mediaType: string;
  bytes: Uint8Array;
}

/** What a registry holds, in memory. Digests follow from what was pushed. */
export interface RegistryStore {
  /** The digest of the manifest. @throws UsageError for a name or a tag that is none. */
  push(image: PushedImage): string;
  /** Takes a tag away; the manifest stays. */
  untag(repository: string, tag: string): void;
  has(repository: string): boolean;
  manifest(
    repository: string,
    reference: string,
  ): (StoredManifest & { digest: string }) | undefined;
  blob(repository: string, digest: string): Uint8Array | undefined;
  /** In the order of their characters; undefined where there is no such repository. */
  tags(repository: string): string[] | undefined;
}

interface Repository {
  tags: Map<string, string>;
  manifests: Map<string, StoredManifest>;
  blobs: Map<string, Uint8Array>;
}

export const mediaTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.cncf.flux.config.v1+json",
  layer: "application/vnd.cncf.flux.content.v1.tar+gzip",
};

export const repositoryPattern = "[a-z0-9]+(?:[._/-]+[a-z0-9]+)*";
const repositoryName = new RegExp(`^${repositoryPattern}$`);
/** OCI distribution specification 1.1, "Pulling manifests". */
const tagName = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

export function createRegistryStore(): RegistryStore {
  const repositories = new Map<string, Repository>();
  return {
    push({ repository: name, tags, files = {}, layers, annotations }) {
      check(name, tags);
      const repository = repositories.get(name) ?? emptyRepository();
      repositories.set(name, repository);
      const put = ({ mediaType = mediaTypes.layer, content }: Layer) => {
        const bytes = typeof content === "string" ? Buffer.from(content) : content;
        const digest = sha256Digest(bytes);
        repository.blobs.set(digest, bytes);
        return { mediaType, digest, size: bytes.length };
      };
      const manifest = {
        ...{ schemaVersion: 2, mediaType: mediaTypes.manifest },
        config: put({ mediaType: mediaTypes.config, content: "{}" }),
        layers: (layers ?? [{ content: packTarGz(files) }]).map(put),
        ...(annotations === undefined ? {} : { annotations }),
      };
      const bytes = Buffer.from(JSON.stringify(manifest));
      const digest = sha256Digest(bytes);
      repository.manifests.set(digest, { mediaType: mediaTypes.manifest, bytes });
      for (const tag of tags) repository.tags.set(tag, digest);
      return digest;
    },
    untag: (name, tag) => void repositories.get(name)?.tags.delete(tag),
    has: (name) => repositories.has(name),
    manifest(name, reference) {
      const repository = repositories.get(name);
      const digest = repository?.tags.get(reference) ?? reference;
      const manifest = repository?.manifests.get(digest);
      return manifest && { ...manifest, digest };
    },
    blob: (name, digest) => repositories.get(name)?.blobs.get(digest),
    tags(name) {
      const repository = repositories.get(name);
      return repository && [...repository.tags.keys()].sort();
    },
  };
}

function emptyRepository(): Repository {
  return { tags: new Map(), manifests: new Map(), blobs: new Map() };
}

function check(repository: string, tags: string[]): void {
  if (!repositoryName.test(repository)) {
    throw new UsageError(`repository ${JSON.stringify(repository)}: expected a name like team/app`);
  }
  const strange = tags.find((tag) => !tagName.test(tag));
  if (strange !== undefined) {
    throw new UsageError(
      `tag ${JSON.stringify(strange)}: expected at most 128 letters, digits, ".", "_" and "-"`,
    );
  }
}
