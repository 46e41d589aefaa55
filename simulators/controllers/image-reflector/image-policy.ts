import type { ApiObject, Follower } from "../runtime/controller-api.ts";
import type { Draft } from "../runtime/draft.ts";
import { durationMs, goDuration } from "../runtime/duration.ts";
import { OutsideModelError, type Result } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import { announce, begin } from "./begin.ts";
import { type Ending, finish } from "./finish.ts";
import { parseImage } from "./image-reference.ts";
import type {
  ImageRepositorySpec,
  ImageRepositoryStatus,
  ReflectorContext,
} from "./image-repository.ts";
import {
  filtered,
  type ImagePolicyChoice,
  InvalidPolicy,
  type Policy,
  policyOf,
  type TagFilter,
} from "./policy.ts";
import { type ImagePolicyStatus, updateRefs } from "./update-refs.ts";

interface ImagePolicySpec {
  imageRepositoryRef: { name: string; namespace?: string };
  policy: ImagePolicyChoice;
  filterTags?: TagFilter;
  digestReflectionPolicy?: "Always" | "IfNotPresent" | "Never";
  interval?: string;
}

/** The namespace and name of the ImageRepository that a policy is of. */
export function repositoryOf({ spec, metadata }: ApiObject): { namespace: string; name: string } {
  const { name, namespace } = (spec as unknown as ImagePolicySpec).imageRepositoryRef;
  return { name, namespace: namespace ?? metadata.namespace ?? "" };
}

/** One turn of an ImagePolicy: the newest of its repository's tags that it takes. */
export async function reconcileImagePolicy(
  context: ReflectorContext,
  repositories: Follower,
  object: ApiObject,
): Promise<Result> {
  const begun = await begin<ImagePolicyStatus>(context.process, object, "imagepolicies");
  if ("result" in begun) return begun.result;
  const { draft } = begun;
  const spec = object.spec as unknown as ImagePolicySpec;
  const ending = await choose(context, repositories, object, draft, spec);
  return finish(context.events, object, draft, ending);
}

async function choose(
  context: ReflectorContext,
  repositories: Follower,
  object: ApiObject,
  draft: Draft<ImagePolicyStatus>,
  spec: ImagePolicySpec,
): Promise<Ending> {
  const { digestReflectionPolicy = "Never", interval } = spec;
  if (digestReflectionPolicy === "Always" && interval === undefined) {
    const message = "spec.interval must be set when spec.digestReflectionPolicy is set to 'Always'";
    return { kind: "stalled", reason: "IntervalNotConfigured", message };
  }
  await announce(object, draft, { heedsRequests: false });
  const { namespace, name } = repositoryOf(object);
  if (namespace !== object.metadata.namespace) {
    throw new OutsideModelError("an ImagePolicy of an ImageRepository in another namespace");
  }
  const repository = repositories.get(namespace, name);
  if (!repository) {
    const because = `ImageRepository.image.toolkit.fluxcd.io "${name}" not found`;
    const failed = "failed to get the referred ImageRepository";
    const message = `${failed}: referenced ImageRepository does not exist: ${because}`;
    return { kind: "failure", reason: "DependencyNotReady", message };
  }
  const { image, insecure } = repository.spec as unknown as ImageRepositorySpec;
  try {
    parseImage(image, insecure);
  } catch (error) {
    return { kind: "stalled", reason: "ImageURLInvalid", message: describe(error) };
  }
  let latest: string;
  try {
    latest = await latestOf(context, repository, spec);
  } catch (error) {
    return explain(context, error);
  }
  try {
    await updateRefs(context, repository, draft, { latest, image, digestReflectionPolicy });
  } catch (error) {
    return { kind: "failure", reason: "Failed", message: describe(error) };
  }
  const message = readyMessage(draft.status);
  const isRepeated = digestReflectionPolicy === "Always" && interval !== undefined;
  const result = isRepeated ? { requeueAfterMs: durationMs(interval) } : undefined;
  return { kind: "success", message, quiet: message, result };
}

class NoTags extends Error {
  constructor() {
    super("no tags in database");
  }
}

function explain({ process }: ReflectorContext, error: unknown): Ending {
  if (error instanceof InvalidPolicy) {
    return { kind: "stalled", reason: "InvalidPolicy", message: error.message };
  }
  if (!(error instanceof NoTags)) {
    return { kind: "failure", reason: "Failure", message: describe(error) };
  }
  const afterMs = process.flags.requeueDependencyMs;
  const message = `retrying in ${goDuration(afterMs)} error: ${error.message}`;
  return { kind: "waits", reason: "DependencyNotReady", message, afterMs };
}

const readTries = 4;
const firstWaitMs = 1_000;
const waitFactor = 1.5;
const waitJitter = 0.1;

/** Waits a little for tags, should the scan be under way. @throws InvalidPolicy; NoTags; Error */
async function latestOf(
  { process, database }: ReflectorContext,
  repository: ApiObject,
  { policy: choice, filterTags }: ImagePolicySpec,
): Promise<string> {
  const policy = policyOf(choice);
  const { canonicalImageName = "" } = (repository.status ?? {}) as ImageRepositoryStatus;
  for (let attempt = 1, waitMs = firstWaitMs; ; attempt += 1, waitMs *= waitFactor) {
    const tags = database.tags(canonicalImageName);
    if (tags.length > 0) return chooser(policy, filterTags)(tags);
    if (attempt === readTries) throw new NoTags();
    await process.clock.sleep(waitMs * (1 + waitJitter * process.random.next()), process.signal);
  }
}

function chooser(policy: Policy, filter: TagFilter | undefined): Policy {
  return filter ? filtered(policy, filter) : policy;
}

function readyMessage({ latestRef, observedPreviousRef: previous }: ImagePolicyStatus): string {
  if (!latestRef) return "";
  const digest = latestRef.digest ? ` with digest ${latestRef.digest}` : "";
  const said = `Latest image tag for ${latestRef.name} resolved to ${latestRef.tag}${digest}`;
  if (!previous) return said;
  const before = `${previous.name}:${previous.tag}${previous.digest ? `@${previous.digest}` : ""}`;
  return `${said} (previously ${before})`;
}
