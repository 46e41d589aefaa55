import type { ApiObject } from "../runtime/controller-api.ts";
import { jittered } from "../runtime/controller-process.ts";
import { type Draft, draftOf } from "../runtime/draft.ts";
import { durationMs } from "../runtime/duration.ts";
import { takenForFormat } from "../runtime/go-format.ts";
import type { Result } from "../runtime/reconcile-errors.ts";
import { requestOf } from "../runtime/start-controller.ts";
import { attemptSource } from "./attempt-source.ts";
import type { SourceFailure } from "./source-failure.ts";
import { folderOf, type SourceContext, type SourceKind, type SourceStatus } from "./source-kind.ts";
import { summarize } from "./summarize.ts";

const finalizer = "finalizers.fluxcd.io";
const fieldManager = "source-controller";

/** One turn of a source, as source-controller takes it for every kind. */
export async function reconcileSource(
  context: SourceContext,
  source: SourceKind,
  object: ApiObject,
): Promise<Result> {
  const { process, storage } = context;
  const draft = draftOf<SourceStatus>(object, { process, resource: source.resource, fieldManager });
  if (object.metadata.deletionTimestamp) {
    storage.removeAll(folderOf(source, object));
    draft.finalizers = draft.finalizers.filter((each) => each !== finalizer);
    await draft.persist();
    return undefined;
  }
  if (!draft.finalizers.includes(finalizer)) {
    draft.finalizers.push(finalizer);
    await draft.persist();
    return { requeue: true };
  }
  const spec = object.spec as { suspend?: boolean; interval: string };
  if (spec.suspend) return undefined;
  const failure = await attemptSource(context, source, object, draft);
  await conclude(context, object, draft, failure);
  if (failure?.waits) return { requeue: true };
  if (failure && !failure.stalls) throw failure;
  if (failure) return undefined;
  return { requeueAfterMs: jittered(process, durationMs(spec.interval)) };
}

async function conclude(
  { events }: SourceContext,
  object: ApiObject,
  draft: Draft<SourceStatus>,
  failure: SourceFailure | undefined,
): Promise<void> {
  const { conditions, status } = draft;
  const requested = requestOf(object.metadata);
  if (requested !== undefined) status.lastHandledReconcileAt = requested;
  const reconciling = conditions.get("Reconciling");
  if (failure) {
    const { reason, message } = failure;
    const type = failure.waits ? "trace" : "Warning";
    await events.say(draft.object, { type, reason, message: takenForFormat(message) });
    if (failure.stalls) conditions.markStalled(reason, message);
    else conditions.delete("Stalled");
    if (reconciling && !failure.stalls) {
      const { type, status: is, message: progress } = reconciling;
      conditions.mark({ type, status: is, reason: "ProgressingWithRetry", message: progress });
    }
  } else {
    conditions.delete("Reconciling");
    conditions.delete("Stalled");
  }
  if (!failure || failure.stalls) {
    const { generation } = object.metadata;
    if (generation !== undefined) status.observedGeneration = generation;
  }
  summarize(conditions);
  await draft.persist();
}
