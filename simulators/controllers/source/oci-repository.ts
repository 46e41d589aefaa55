import { isDeepStrictEqual } from "node:util";
import type { Keychain } from "../registry/keychain.ts";
import { pullImage, resolveTag } from "../registry/registry-client.ts";
import type { RegistryAccess } from "../registry/registry-session.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { type Draft, markProgress } from "../runtime/draft.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { refuseUnheeded } from "../runtime/refuse-unheeded.ts";
import { accessTo, failure, keychainOf, type OciAccessSpec } from "./oci-access.ts";
import { type LayerSelector, readLayer } from "./oci-layer.ts";
import { chooseReference, type OciReference } from "./oci-reference.ts";
import { SourceFailure } from "./source-failure.ts";
import type {
  SourceContext,
  SourceKind,
  SourceStatus,
  SourceWords,
  Upstream,
} from "./source-kind.ts";

interface OciRepositorySpec extends OciAccessSpec {
  ref?: OciReference;
  layerSelector?: LayerSelector;
  [field: string]: unknown;
}

/** What of `spec` the model heeds; anything else is refused. The timeout ends no call of a registry. */
const heeded = [
  ...["url", "interval", "timeout", "suspend", "ref", "secretRef", "insecure", "layerSelector"],
  "provider",
];

/** OCIRepositories: an artifact is pulled whenever its tag has another digest. */
export function ociRepositories({
  process,
  events,
}: Pick<SourceContext, "process" | "events">): SourceKind {
  const known = new Map<string, Keychain>();
  const keychainFor = async (object: ApiObject, spec: OciRepositorySpec) => {
    const key = `${object.metadata.namespace}/${spec.secretRef?.name}`;
    const found = process.has("secret-read-once") ? known.get(key) : undefined;
    const keychain = found ?? (await keychainOf({ process, events }, object, spec));
    known.set(key, keychain);
    return keychain;
  };
  return {
    kind: "OCIRepository",
    resource: "ocirepositories",
    group: "source.toolkit.fluxcd.io",
    async look(object, draft) {
      const spec = object.spec as OciRepositorySpec;
      refuseUnheeded(spec, heeded, { path: "spec", kind: "an OCIRepository" });
      if ((spec.provider ?? "generic") !== "generic") {
        throw new OutsideModelError("spec.provider of an OCIRepository");
      }
      const keychain = await keychainFor(object, spec);
      const access = accessTo(spec, keychain, process.signal);
      const { name } = access.repository;
      const tag = await chooseReference(process, access, spec.ref).catch((error) => {
        const failed = `failed to determine the artifact tag for '${spec.url}'`;
        throw failure("ReadOperationFailed", failed, error);
      });
      const isDigest = tag === spec.ref?.digest;
      const revision = await revisionOf(process, access, tag, isDigest);
      const ref = isDigest ? `${name}@${tag}` : `${name}:${tag}`;
      return pull(process, draft, spec, { access, tag, revision, words: wordsFor(revision, ref) });
    },
  };
}

interface Found {
  access: RegistryAccess;
  /** Or digest. */
  tag: string;
  revision: string;
  words: SourceWords;
}

async function pull(
  process: ControllerProcess,
  draft: Draft<SourceStatus>,
  spec: OciRepositorySpec,
  { access, tag, revision, words }: Found,
): Promise<Upstream> {
  const { artifact, observedLayerSelector } = draft.status;
  const isFixed = artifact !== undefined && process.has("tag-resolved-once");
  const isSame =
    isFixed || (artifact?.revision === revision && !process.has("pulled-at-every-poll"));
  if (isSame && isDeepStrictEqual(observedLayerSelector, spec.layerSelector)) {
    const message = `artifact up-to-date with remote revision: '${revision}'`;
    const said = saidOf(revision, spec.url, artifact.metadata);
    return {
      ...{ kind: "unchanged", revision, words, said, first: true },
      ...{ reason: "ArtifactUpToDate", message },
    };
  }
  try {
    // By the tag, which may have moved on since: the revision is that of before.
    const image = await pullImage(process, access, tag).catch((error) => {
      const failed = `failed to pull artifact from '${spec.url}'`;
      throw failure("OCIArtifactPullFailed", failed, error);
    });
    const content = await readLayer(image, spec.layerSelector);
    const { annotations } = image.manifest;
    return {
      ...{ kind: "fetched", revision, words, content, always: true },
      file: `${revision.split("@").at(-1)}.tar.gz`,
      said: saidOf(revision, spec.url, annotations),
      ...(annotations ? { metadata: annotations } : {}),
      observed: { observedLayerSelector: spec.layerSelector },
      link: "latest.tar.gz",
    };
  } catch (error) {
    if (error instanceof SourceFailure && !isSame) await announce(draft, words, error);
    throw error;
  }
}

/** That there is something new is told even when it can't be had. */
async function announce(
  { conditions, status, persist }: Draft<SourceStatus>,
  { news }: SourceWords,
  { condition, reason, message }: SourceFailure,
): Promise<void> {
  conditions.mark({ type: condition, status: "True", reason, message });
  if (status.artifact) conditions.mark({ type: "ArtifactOutdated", status: "True", ...news });
  markProgress(conditions, `building artifact: ${news.message}`, true);
  await persist();
}

async function revisionOf(
  process: ControllerProcess,
  access: RegistryAccess,
  tag: string,
  isDigest: boolean,
): Promise<string> {
  const failed = "failed to determine artifact digest";
  if (isDigest) {
    if (/^sha256:[0-9a-f]{64}$/.test(tag)) return tag;
    throw failure("OCIArtifactPullFailed", failed, new Error(`cannot parse hash: "${tag}"`));
  }
  const digest = await resolveTag(process, access, tag).catch((error) => {
    throw failure("OCIArtifactPullFailed", failed, error);
  });
  return `${tag}@${digest}`;
}

function wordsFor(revision: string, ref: string): SourceWords {
  return {
    news: { reason: "NewRevision", message: `new revision '${revision}' for '${ref}'` },
    stored: { reason: "Succeeded", message: `stored artifact for digest '${revision}'` },
    told: { isNew: "NewArtifact", recovered: "Succeeded" },
  };
}

function saidOf(revision: string, url: string, annotations: Record<string, string> = {}): string {
  const source = annotations["org.opencontainers.image.source"];
  const origin = annotations["org.opencontainers.image.revision"];
  const said = `stored artifact with revision '${revision}' from '${url}'`;
  return source && origin
    ? `${said}, origin source '${source}', origin revision '${origin}'`
    : said;
}
