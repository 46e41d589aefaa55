import type { ApiObject } from "../runtime/controller-api.ts";
import { jittered } from "../runtime/controller-process.ts";
import { durationMs, goDuration } from "../runtime/duration.ts";
import { OutsideModelError, type Result, TerminalError } from "../runtime/reconcile-errors.ts";
import { describe, requestOf } from "../runtime/start-controller.ts";
import { beginTurn, type KustomizeContext, mark, type Turn } from "./context.ts";
import { checkDependencies } from "./dependencies.ts";
import { FileNotFoundError } from "./fetch-artifact.ts";
import { finalize } from "./finalize.ts";
import { finalizer, group, retryIntervalMs } from "./kustomization.ts";
import { ReconcileFailure } from "./reconcile-failure.ts";
import { reconcileRevision } from "./reconcile-revision.ts";
import {
  AccessDeniedError,
  artifactOf,
  originRevisionOf,
  SourceNotFoundError,
  sourceOf,
} from "./source.ts";

/** One pass over one Kustomization, and what it asks of its queue. */
export async function reconcileKustomization(
  context: KustomizeContext,
  object: ApiObject,
): Promise<Result> {
  const turn = beginTurn(context, object);
  const { signal } = context.process;
  let failure: { error: unknown } | undefined;
  let result: Result;
  try {
    result = await pass(turn);
  } catch (error) {
    failure = { error };
  }
  // A process that has ended tells nobody.
  signal.throwIfAborted();
  await conclude(turn);
  if (failure) throw failure.error;
  return result;
}

async function pass(turn: Turn): Promise<Result> {
  const { draft, spec } = turn;
  if (draft.object.metadata.deletionTimestamp) return finalize(turn);
  if (!draft.finalizers.includes(finalizer)) {
    draft.finalizers.push(finalizer);
    return { requeue: true };
  }
  if (spec.suspend && !turn.context.process.has("suspend-ignored")) {
    turn.context.process.log("Reconciliation is suspended for this object");
    return undefined;
  }
  for (const field of ["healthCheckExprs", "decryption", "kubeConfig"] as const) {
    if (spec[field] !== undefined) return refuse(turn, new OutsideModelError(`spec.${field}`));
  }
  return reconcileSource(turn);
}

async function reconcileSource(turn: Turn): Promise<Result> {
  const { context, draft, spec } = turn;
  const { requeueDependencyMs } = context.process.flags;
  let source: ApiObject;
  try {
    source = sourceOf(context, spec, draft.object.metadata.namespace ?? "");
  } catch (error) {
    return withoutSource(turn, error);
  }
  const artifact = artifactOf(source);
  const again = { requeueAfterMs: requeueDependencyMs };
  const inAWhile = `retrying in ${goDuration(requeueDependencyMs)}`;
  if (!artifact) {
    mark(turn, "False", "ArtifactFailed", `Source artifact not found, ${inAWhile}`);
    return again;
  }
  const revisions = { revision: artifact.revision, originRevision: originRevisionOf(artifact) };
  try {
    await checkDependencies(turn, artifact);
  } catch (error) {
    if (error instanceof OutsideModelError) return refuse(turn, error);
    mark(turn, "False", "DependencyNotReady", describe(error));
    const message = `Dependencies do not meet ready condition, ${inAWhile}`;
    await turn.say({ severity: "info", message, ...revisions });
    return again;
  }
  try {
    await reconcileRevision(turn, artifact);
  } catch (error) {
    if (error instanceof FileNotFoundError) {
      const message = `Source is not ready, artifact not found, ${inAWhile}`;
      mark(turn, "False", "ArtifactFailed", message);
      return again;
    }
    if (error instanceof ReconcileFailure) return failed(turn, error, revisions);
    throw error;
  }
  return { requeueAfterMs: jittered(context.process, durationMs(spec.interval)) };
}

async function withoutSource(turn: Turn, error: unknown): Promise<Result> {
  const message = describe(error);
  mark(turn, "False", "ArtifactFailed", message);
  if (error instanceof SourceNotFoundError) return { requeueAfterMs: retryMs(turn) };
  if (error instanceof AccessDeniedError) {
    mark(turn, "False", "AccessDenied", message);
    turn.draft.conditions.markStalled("AccessDenied", message);
    await turn.say({ severity: "error", message });
  }
  throw error;
}

async function failed(
  turn: Turn,
  failure: ReconcileFailure,
  revisions: { revision: string; originRevision: string | undefined },
): Promise<Result> {
  if (failure.reason !== undefined) mark(turn, "False", failure.reason, failure.message);
  await turn.say({ severity: "error", message: failure.message, ...revisions });
  // What the model doesn't have is there at no later time either.
  if (failure.cause instanceof TerminalError) throw failure.cause;
  return { requeueAfterMs: retryMs(turn) };
}

function refuse(turn: Turn, error: OutsideModelError): never {
  mark(turn, "False", "ReconciliationFailed", error.message);
  turn.draft.conditions.markStalled("ReconciliationFailed", error.message);
  throw error;
}

function retryMs({ context, spec }: Turn): number {
  return context.process.has("retry-interval-ignored") ? 1_000 : retryIntervalMs(spec);
}

/** Writes what came of it, and says so when all is well: also when that is the end of it. */
async function conclude(turn: Turn): Promise<void> {
  const { context, draft, spec, startedMs } = turn;
  const { conditions, status } = draft;
  const { clock } = context.process;
  const request = requestOf(draft.object.metadata);
  if (request !== undefined && !context.process.has("request-never-handled")) {
    status.lastHandledReconcileAt = request;
  }
  if (conditions.isTrue("Ready")) {
    conditions.delete("Reconciling");
    status.observedGeneration = draft.object.metadata.generation ?? 0;
  }
  const reconciling = conditions.get("Reconciling");
  if (conditions.isFalse("Ready") && reconciling) {
    conditions.mark({ ...reconciling, reason: "ProgressingWithRetry" });
  }
  await draft.persist();
  if (spec.suspend || !conditions.isTrue("Ready") || conditions.isTrue("Stalled")) return;
  const took = goDuration(clock.nowMs() - startedMs);
  await turn.say({
    severity: "info",
    message: `Reconciliation finished in ${took}, next run in ${goDuration(durationMs(spec.interval))}`,
    revision: status.lastAppliedRevision,
    originRevision: status.lastAppliedOriginRevision,
    metadata: { [`${group}/commit_status`]: "update" },
  });
}
