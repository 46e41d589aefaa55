import { isDeepStrictEqual } from "node:util";
import type { ApiObject } from "../runtime/controller-api.ts";
import { jittered } from "../runtime/controller-process.ts";
import { durationMs } from "../runtime/duration.ts";
import { OutsideModelError, type Result, TerminalError } from "../runtime/reconcile-errors.ts";
import { describe, requestOf } from "../runtime/start-controller.ts";
import { reconcileRelease } from "./atomic-release.ts";
import { reconcileChartTemplate } from "./chart-template.ts";
import { beginTurn, type HelmContext, markReady, type ReleaseTurn, type Turn } from "./context.ts";
import {
  finalizer,
  type HelmReleaseSpec,
  releaseNameOf,
  releaseNamespaceOf,
  statusIn,
  storageNamespaceOf,
} from "./helm-release.ts";
import { gather } from "./prerequisites.ts";
import { clearFailures } from "./remediation.ts";
import { handlesRequest } from "./requests.ts";
import { digestOfValues } from "./storage/release.ts";
import { latestIn } from "./storage/snapshots.ts";
import { uninstallRelease } from "./uninstall-release.ts";

/** What of `spec` the model doesn't have. */
const refused = ["kubeConfig", "postRenderers", "driftDetection", "commonMetadata"];

/** A turn of a HelmRelease; whatever becomes of it is written down at its end. */
export async function reconcileHelmRelease(
  context: HelmContext,
  object: ApiObject,
): Promise<Result> {
  const turn = beginTurn(context, object);
  const { draft } = turn;
  let outcome: { result: Result; waits?: boolean } | { error: unknown };
  try {
    outcome = await attempt(turn);
  } catch (error) {
    context.process.signal.throwIfAborted();
    if (error instanceof OutsideModelError)
      markReady(turn, "False", "OutsideModel", describe(error));
    outcome = { error };
  }
  const requested = requestOf(object.metadata);
  if (requested !== undefined) draft.status.lastHandledReconcileAt = requested;
  const { generation } = object.metadata;
  const isObserved =
    "error" in outcome
      ? outcome.error instanceof TerminalError
      : !outcome.waits && !(outcome.result && "requeue" in outcome.result);
  if (isObserved && generation !== undefined) draft.status.observedGeneration = generation;
  await draft.persist();
  await awaitHistory(turn);
  if ("error" in outcome) throw outcome.error;
  return outcome.result;
}

async function attempt(turn: Turn): Promise<{ result: Result; waits?: boolean }> {
  const { draft, object, spec } = turn;
  if (object.metadata.deletionTimestamp) {
    await finalize(turn);
    return { result: undefined };
  }
  if (!draft.finalizers.includes(finalizer)) {
    draft.finalizers.push(finalizer);
    return { result: { requeue: true } };
  }
  if (spec.suspend) return { result: undefined };
  refuseUnknown(spec);
  await reconcileChartTemplate(turn);
  const progress = "Fulfilling prerequisites";
  draft.conditions.markReconciling("Progressing", progress);
  markReady(turn, "Unknown", "Progressing", progress);
  await draft.persist();
  const gathered = await gather(turn);
  if ("waitMs" in gathered) return { result: { requeueAfterMs: gathered.waitMs }, waits: true };
  return { result: await release(gathered) };
}

function refuseUnknown(spec: HelmReleaseSpec): void {
  const strange = refused.find((field) => spec[field] !== undefined);
  if (strange) throw new OutsideModelError(`spec.${strange} of a HelmRelease`);
}

async function release(turn: ReleaseTurn): Promise<Result> {
  const { context, object, draft, spec, chart, values } = turn;
  const { status } = draft;
  if (hasOtherTarget(turn)) {
    await uninstallRelease(turn);
    delete status.history;
    delete status.storageNamespace;
    clearFailures(turn);
    return { requeue: true };
  }
  status.storageNamespace = storageNamespaceOf(object);
  const configDigest = digestOfValues(values);
  // Asked first, for it is recorded whether or not it is heeded.
  const isReset = handlesRequest(turn, "resetAt");
  if (isReset || differsFromLastAttempt(turn, configDigest)) clearFailures(turn);
  const { generation } = object.metadata;
  if (generation !== undefined) status.lastAttemptedGeneration = generation;
  status.lastAttemptedRevision = chart.version;
  status.lastAttemptedConfigDigest = configDigest;
  const outcome = await reconcileRelease(turn);
  if (outcome === "requeue") return { requeue: true };
  const afterMs = outcome === "done" ? durationMs(spec.interval) : outcome.retryMs;
  return { requeueAfterMs: jittered(context.process, afterMs) };
}

function differsFromLastAttempt({ draft, object, chart }: ReleaseTurn, digest: string): boolean {
  const { lastAttemptedGeneration, lastAttemptedRevision, lastAttemptedConfigDigest } =
    draft.status;
  if (lastAttemptedGeneration !== object.metadata.generation) return true;
  if (lastAttemptedRevision !== chart.version) return true;
  return lastAttemptedConfigDigest !== undefined && lastAttemptedConfigDigest !== digest;
}

/** It is to be another release than the one that is there, which goes first. */
function hasOtherTarget({ draft: { status }, object, chart }: ReleaseTurn): boolean {
  const latest = latestIn(status);
  if (!latest || !status.storageNamespace) return false;
  return (
    storageNamespaceOf(object) !== status.storageNamespace ||
    releaseNamespaceOf(object) !== latest.namespace ||
    releaseNameOf(object) !== latest.name ||
    chart.name !== latest.chartName
  );
}

async function finalize(turn: Turn): Promise<void> {
  const { draft, spec } = turn;
  if (!spec.suspend) {
    if (draft.status.storageNamespace) {
      await uninstallRelease(turn);
      delete draft.status.history;
      delete draft.status.storageNamespace;
    }
    await reconcileChartTemplate(turn);
  }
  draft.finalizers = draft.finalizers.filter((each) => each !== finalizer);
}

const cachePolls = 10;
const cachePollMs = 1_000;

/** The next turn must not begin with a history that is out of date: it would be taken for another's. */
async function awaitHistory({ context, object, draft }: Turn): Promise<void> {
  const { clock, signal } = context.process;
  const { namespace, name } = object.metadata;
  for (let polls = 0; polls < cachePolls; polls += 1) {
    const cached = context.releases().get(namespace, name);
    if (!cached || isDeepStrictEqual(statusIn(cached).history, draft.status.history)) return;
    await clock.sleep(cachePollMs, signal);
  }
}
