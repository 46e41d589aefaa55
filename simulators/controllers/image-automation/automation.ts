import { isDeepStrictEqual } from "node:util";
import { modelCommitHash } from "../../support/git-wire.ts";
import { announce, begin } from "../image-reflector/begin.ts";
import { type Ending, finish } from "../image-reflector/finish.ts";
import type { ImagePolicyStatus, ImageRef } from "../image-reflector/update-refs.ts";
import type { ApiObject, Follower } from "../runtime/controller-api.ts";
import { type ControllerProcess, timestamp } from "../runtime/controller-process.ts";
import type { Draft } from "../runtime/draft.ts";
import { durationMs } from "../runtime/duration.ts";
import type { EventRecorder } from "../runtime/event-recorder.ts";
import { OutsideModelError, type Result } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import { within } from "../runtime/within.ts";
import { type Checkout, checkOut } from "./check-out.ts";
import { pushCommit } from "./git-push.ts";
import { applySetters, settersOf } from "./setters.ts";
import { type AutomationSource, type AutomationSpec, findSource, InvalidSource } from "./source.ts";

export interface AutomationContext {
  process: ControllerProcess;
  events: EventRecorder;
  policies: Follower;
  repositories: Follower;
}

type AutomationStatus = {
  observedPolicies?: Record<string, ImageRef>;
  observedSourceRevision?: string;
  lastAutomationRunTime?: string;
  lastPushCommit?: string;
  lastPushTime?: string;
  [field: string]: unknown;
};

const upToDate = "repository up-to-date";
const defaultMessage = "Update from image update automation";

/** One turn of an ImageUpdateAutomation. */
export async function reconcileAutomation(
  context: AutomationContext,
  object: ApiObject,
): Promise<Result> {
  const { process } = context;
  const begun = await begin<AutomationStatus>(process, object, "imageupdateautomations");
  if ("result" in begun) return begun.result;
  const { draft } = begun;
  draft.status.lastAutomationRunTime = timestamp(process.clock.epochMs());
  await announce(object, draft, { heedsRequests: true });
  const spec = object.spec as unknown as AutomationSpec;
  const ending = await automate(context, object, draft, spec).catch((error) => {
    if (error instanceof Failed) return error.ending;
    throw error;
  });
  return finish(context.events, object, draft, ending);
}

/** Ends a turn from wherever it is. */
class Failed extends Error {
  readonly ending: Ending;
  constructor(ending: Extract<Ending, { message: string; reason: string }>) {
    super(ending.message);
    this.ending = ending;
  }
}

async function automate(
  context: AutomationContext,
  object: ApiObject,
  { status }: Draft<AutomationStatus>,
  spec: AutomationSpec,
): Promise<Ending> {
  const { process, repositories } = context;
  const policies = readyPolicies(context, object, spec);
  const observed = Object.fromEntries(policies.map(({ name, ref }) => [name, ref]));
  const known = status.observedPolicies ?? {};
  const isOther = !isDeepStrictEqual(known, observed);
  const source = await findSource(process, repositories, object, spec).catch((error) => {
    if (error instanceof OutsideModelError) throw error;
    const message = describe(error);
    if (error instanceof InvalidSource) {
      throw new Failed({ kind: "stalled", reason: "InvalidSourceConfiguration", message });
    }
    const failed = `failed configuring source manager: ${message}`;
    throw new Failed({ kind: "failure", reason: "SourceManagerFailed", message: failed });
  });
  const last = isOther ? undefined : status.observedSourceRevision;
  const checkout = await within(process, source.timeoutMs, (signal) =>
    checkOut(process, source, signal, last),
  ).catch(because("GitOperationFailed", "failed to checkout source"));
  const result = { requeueAfterMs: durationMs(spec.interval) };
  const quiet = "no change since last reconciliation";
  if (!checkout) return { kind: "success", message: upToDate, quiet, result };
  const files = applySetters(checkout.files, folderOf(spec), settersOf(policies));
  const keep = (commit: string) => {
    status.observedPolicies = observed;
    status.observedSourceRevision = `${source.branch}@sha1:${commit}`;
  };
  if (Object.keys(files).length === 0) {
    keep(checkout.commit);
    return { kind: "success", message: upToDate, quiet: upToDate, result };
  }
  const pushed = await push(process, source, checkout, spec, files).catch(
    because("GitOperationFailed", "failed to update source"),
  );
  keep(pushed.commit);
  status.lastPushCommit = pushed.commit;
  status.lastPushTime = timestamp(process.clock.epochMs());
  const news = `pushed commit '${pushed.commit.slice(0, 7)}' to branch '${source.branch}'\n${pushed.message}`;
  return { kind: "success", message: upToDate, news, quiet: upToDate, result };
}

function because(reason: string, failed: string) {
  return (error: unknown): never => {
    if (error instanceof OutsideModelError) throw error;
    const message = `${failed}: ${describe(error)}`;
    throw new Failed({ kind: "failure", reason, message });
  };
}

/** The policies of its namespace that it selects and that have an image to tell. */
function readyPolicies(
  { policies }: AutomationContext,
  { metadata: { namespace = "" } }: ApiObject,
  { policySelector = {} }: AutomationSpec,
): { namespace: string; name: string; ref: ImageRef }[] {
  const { matchLabels = {}, matchExpressions = [] } = policySelector;
  if (matchExpressions.length > 0) {
    throw new OutsideModelError("spec.policySelector.matchExpressions");
  }
  return policies.list(namespace).flatMap(({ metadata, status }) => {
    const { latestRef } = (status ?? {}) as ImagePolicyStatus;
    const { labels = {}, name } = metadata;
    const isSelected = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
    return latestRef && isSelected ? [{ namespace, name, ref: latestRef }] : [];
  });
}

function folderOf({ update }: AutomationSpec): string {
  const stalled = (message: string) =>
    new Failed({ kind: "stalled", reason: "InvalidUpdateStrategy", message });
  if (!update) throw stalled("no update strategy");
  const { strategy = "Setters", path = "" } = update;
  if (strategy !== "Setters") throw stalled(`unsupported update strategy: ${strategy}`);
  return path;
}

async function push(
  process: ControllerProcess,
  { url, branch, credentials, timeoutMs }: AutomationSource,
  { commit: parent }: Checkout,
  { git }: AutomationSpec,
  files: Record<string, string>,
): Promise<{ commit: string; message: string }> {
  const { author, messageTemplate = defaultMessage } = git?.commit ?? { author: { email: "" } };
  if (messageTemplate.includes("{{")) throw new OutsideModelError("actions in a messageTemplate");
  const message = messageTemplate;
  const seconds = Math.floor(process.clock.epochMs() / 1000);
  const by = { name: author.name ?? "", email: author.email };
  const commit = modelCommitHash({ parent, message, author: by, seconds, files });
  await within(process, timeoutMs, (signal) =>
    pushCommit(
      process,
      { url, credentials, signal },
      {
        ...{ ref: `refs/heads/${branch}`, old: parent, commit, message, files },
      },
    ),
  );
  return { commit, message };
}
