import type { ApiObject } from "../runtime/controller-api.ts";
import { TerminalError } from "../runtime/reconcile-errors.ts";
import type { KustomizeContext } from "./context.ts";
import type { KustomizationSpec } from "./kustomization.ts";

/** Kinds that Kustomizations apply from, by their plurals. */
export const sourceKinds = {
  GitRepository: "gitrepositories",
  OCIRepository: "ocirepositories",
  Bucket: "buckets",
} as const;

export const sourceApiVersion = "source.toolkit.fluxcd.io/v1";

export interface Artifact {
  url: string;
  digest: string;
  revision: string;
  metadata?: Record<string, string>;
}

/** A source may not be used from here; nothing but a change mends that. */
export class AccessDeniedError extends TerminalError {}

/** There is no such source in the cache. */
export class SourceNotFoundError extends Error {
  override readonly name = "SourceNotFoundError";
}

/** @throws SourceNotFoundError, AccessDeniedError, or an error for a kind that is no source. */
export function sourceOf(
  { sources }: KustomizeContext,
  spec: KustomizationSpec,
  ownNamespace: string,
): ApiObject {
  const { kind, name, namespace = ownNamespace } = spec.sourceRef;
  if (kind === "ExternalArtifact") {
    throw new AccessDeniedError(
      `can't access 'ExternalArtifact/${namespace}/${name}', ExternalArtifact feature gate is disabled`,
    );
  }
  const cache = sources.get(kind);
  if (!cache) throw new Error(`source \`${name}\` kind '${kind}' not supported`);
  const found = cache.get(namespace, name);
  if (found) return found;
  throw new SourceNotFoundError(`${kind}.source.toolkit.fluxcd.io "${name}" not found`);
}

export function artifactOf(source: ApiObject): Artifact | undefined {
  const { artifact } = (source.status ?? {}) as { artifact?: Artifact | null };
  return artifact ?? undefined;
}

/** The revision that an image was built from, where its builder said so. */
export function originRevisionOf({ metadata }: Artifact): string | undefined {
  return metadata?.["org.opencontainers.image.revision"];
}
