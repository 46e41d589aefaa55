import type { ImageRepository as Image } from "../registry/image-name.ts";
import { anonymous, type Keychain, readKeychain } from "../registry/keychain.ts";
import { listTags } from "../registry/registry-client.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import { type ControllerProcess, timestamp } from "../runtime/controller-process.ts";
import { type Draft, markProgress } from "../runtime/draft.ts";
import { durationMs, goDuration } from "../runtime/duration.ts";
import type { EventRecorder } from "../runtime/event-recorder.ts";
import { OutsideModelError, type Result } from "../runtime/reconcile-errors.ts";
import { refuseUnheeded } from "../runtime/refuse-unheeded.ts";
import { describe, requestOf } from "../runtime/start-controller.ts";
import { within } from "../runtime/within.ts";
import { goRegexp } from "../versions/go-regexp.ts";
import { announce, begin } from "./begin.ts";
import { type Ending, finish } from "./finish.ts";
import { parseImage } from "./image-reference.ts";
import type { TagDatabase } from "./tag-database.ts";

export interface ImageRepositorySpec {
  image: string;
  interval: string;
  timeout?: string;
  insecure?: boolean;
  exclusionList?: string[];
  secretRef?: { name: string };
  [field: string]: unknown;
}

export type ImageRepositoryStatus = {
  canonicalImageName?: string;
  observedExclusionList?: string[];
  lastScanResult?: { revision: string; tagCount: number; scanTime: string; latestTags?: string[] };
  lastHandledReconcileAt?: string;
  [field: string]: unknown;
};

export interface ReflectorContext {
  process: ControllerProcess;
  events: EventRecorder;
  database: TagDatabase;
}

/** What of `spec` the model heeds; anything else is refused. */
const heeded = [
  ...["image", "interval", "timeout", "suspend", "insecure", "exclusionList", "secretRef"],
  "provider",
];
const latestTagsMax = 10;

/** One turn of an ImageRepository: its tags are listed when it is time. */
export async function reconcileImageRepository(
  context: ReflectorContext,
  object: ApiObject,
): Promise<Result> {
  const begun = await begin<ImageRepositoryStatus>(context.process, object, "imagerepositories");
  if ("result" in begun) return begun.result;
  const { draft } = begun;
  await announce(object, draft, { heedsRequests: true });
  return finish(context.events, object, draft, await scanIfDue(context, object, draft));
}

async function scanIfDue(
  context: ReflectorContext,
  object: ApiObject,
  draft: Draft<ImageRepositoryStatus>,
): Promise<Ending> {
  const { conditions, status } = draft;
  const spec = object.spec as unknown as ImageRepositorySpec;
  refuseUnheeded(spec, heeded, { path: "spec", kind: "an ImageRepository" });
  let image: Image;
  try {
    image = parseImage(spec.image, spec.insecure);
  } catch (error) {
    return { kind: "stalled", reason: "ImageURLInvalid", message: describe(error) };
  }
  conditions.delete("Stalled");
  let keychain: Keychain;
  try {
    keychain = await keychainFor(context.process, object, spec);
  } catch (error) {
    if (error instanceof OutsideModelError) throw error;
    const message = `failed to configure authentication options: ${describe(error)}`;
    return { kind: "failure", reason: "AuthenticationFailed", message };
  }
  const before = status.lastScanResult?.revision;
  const due = whyDue(context, object, draft, image);
  let quiet: string;
  if ("reason" in due) {
    markProgress(conditions, `scanning: ${due.reason}`, due.reason === emptyDatabase);
    await draft.persist();
    try {
      await scan(context, draft, spec, { image, keychain });
    } catch (error) {
      const message = `scan failed: ${describe(error)}`;
      return { kind: "failure", reason: "ReadOperationFailed", message };
    }
    const isSame = before === status.lastScanResult?.revision;
    quiet = `${isSame ? "tags did not change" : "successful scan"}, next scan in ${goDuration(due.nextMs)}`;
  } else {
    const next = `next scan in ${goDuration(due.nextMs)}`;
    quiet = `no change in repository configuration since last scan, ${next}`;
  }
  status.canonicalImageName = image.name;
  status.observedExclusionList = exclusionsOf(spec);
  const { revision, tagCount } = status.lastScanResult ?? { revision: "", tagCount: 0 };
  const message = `successful scan: found ${tagCount} tags with checksum ${revision}`;
  return { kind: "success", message, quiet, result: { requeueAfterMs: due.nextMs } };
}

const emptyDatabase = "no tags in database";

/** Why the repository is scanned now, if it is, and when it is looked at again. */
function whyDue(
  { process, database }: ReflectorContext,
  { spec, metadata }: ApiObject,
  { status }: Draft<ImageRepositoryStatus>,
  image: Image,
): { nextMs: number; reason?: string } & ({ reason: string } | { reason?: never }) {
  const nextMs = durationMs((spec as unknown as ImageRepositorySpec).interval);
  const { lastScanResult, lastHandledReconcileAt, canonicalImageName = "" } = status;
  if (!lastScanResult) return { nextMs, reason: "first scan" };
  const requested = requestOf(metadata);
  if (requested !== undefined && requested !== lastHandledReconcileAt) {
    return { nextMs, reason: "reconcile requested" };
  }
  if (image.name !== canonicalImageName) return { nextMs, reason: "new image name" };
  const excluded = exclusionsOf(spec as unknown as ImageRepositorySpec);
  const observed = status.observedExclusionList ?? [];
  const isSame =
    excluded.length === observed.length && excluded.every((each) => observed.includes(each));
  if (!isSame) return { nextMs, reason: "updated exclusion list" };
  if (database.tags(canonicalImageName).length === 0) return { nextMs, reason: emptyDatabase };
  const agoMs = process.clock.epochMs() - Date.parse(lastScanResult.scanTime);
  if (nextMs - agoMs < 1_000) return { nextMs, reason: "triggered by interval" };
  return { nextMs: nextMs - agoMs };
}

async function scan(
  { process, database }: ReflectorContext,
  { status }: Draft<ImageRepositoryStatus>,
  spec: ImageRepositorySpec,
  { image, keychain }: { image: Image; keychain: Keychain },
): Promise<void> {
  const timeoutMs = Math.max(1_000, durationMs(spec.timeout ?? spec.interval));
  const all = await within(process, timeoutMs, (signal) =>
    listTags(process, { repository: image, keychain, signal }),
  );
  const patterns = exclusionsOf(spec).map((pattern) => {
    try {
      return goRegexp(pattern);
    } catch (error) {
      throw new Error(`failed to compile regex ${pattern}: ${describe(error)}`);
    }
  });
  const tags = all
    .filter((tag) => !patterns.some((excludes) => excludes(tag)))
    .sort((a, b) => (a < b ? 1 : -1));
  const latest = tags.slice(0, latestTagsMax);
  status.lastScanResult = {
    revision: database.store(image.name, tags),
    tagCount: tags.length,
    scanTime: timestamp(process.clock.epochMs()),
    ...(latest.length > 0 ? { latestTags: latest } : {}),
  };
}

function exclusionsOf({ exclusionList = [] }: ImageRepositorySpec): string[] {
  return exclusionList.length > 0 ? exclusionList : ["^.*\\.sig$"];
}

/** Of the Secret that an ImageRepository names. @throws MissingSecret */
export async function keychainFor(
  process: ControllerProcess,
  { metadata: { namespace = "" } }: ApiObject,
  { secretRef }: Pick<ImageRepositorySpec, "secretRef">,
): Promise<Keychain> {
  return secretRef ? readKeychain(process, { namespace, name: secretRef.name }) : anonymous;
}
