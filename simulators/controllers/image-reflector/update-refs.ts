import { headTag } from "../registry/registry-client.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import type { Draft } from "../runtime/draft.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import { parseImage } from "./image-reference.ts";
import {
  type ImageRepositorySpec,
  keychainFor,
  type ReflectorContext,
} from "./image-repository.ts";

export interface ImageRef {
  name: string;
  tag: string;
  digest?: string;
}

export type ImagePolicyStatus = {
  latestRef?: ImageRef;
  observedPreviousRef?: ImageRef;
  [field: string]: unknown;
};

/** Looks the digest up where that is wanted, and keeps what was before. @throws Error */
export async function updateRefs(
  context: ReflectorContext,
  repository: ApiObject,
  { status }: Draft<ImagePolicyStatus>,
  found: {
    latest: string;
    image: string;
    digestReflectionPolicy: "Always" | "IfNotPresent" | "Never";
  },
): Promise<void> {
  const { latest: tag, image: name, digestReflectionPolicy } = found;
  const known = status.latestRef;
  const isKnown = known?.name === name && known.tag === tag;
  const ref: ImageRef = { name, tag };
  if (digestReflectionPolicy === "IfNotPresent" && isKnown && known.digest) {
    ref.digest = known.digest;
  } else if (digestReflectionPolicy !== "Never") {
    ref.digest = await fetchDigest(context, repository, `${name}:${tag}`, tag);
  }
  if (isKnown && known.digest === ref.digest) return;
  if (known) status.observedPreviousRef = known;
  status.latestRef = ref;
}

async function fetchDigest(
  { process }: ReflectorContext,
  repository: ApiObject,
  ref: string,
  tag: string,
): Promise<string> {
  const spec = repository.spec as unknown as ImageRepositorySpec;
  const failed = `failed fetching digest of ${ref}`;
  const keychain = await keychainFor(process, repository, spec).catch((error) => {
    if (error instanceof OutsideModelError) throw error;
    const message = `failed to configure authentication options: ${describe(error)}`;
    throw new Error(`${failed}: ${message}`);
  });
  const access = { repository: parseImage(spec.image, spec.insecure), keychain };
  return headTag(process, { ...access, signal: process.signal }, tag).catch((error) => {
    const described = `failed fetching descriptor for "${access.repository.name}:${tag}"`;
    throw new Error(`${failed}: ${described}: ${describe(error)}`);
  });
}
