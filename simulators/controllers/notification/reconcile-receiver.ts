import { isReady } from "../runtime/conditions.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import { type Draft, draftOf } from "../runtime/draft.ts";
import { durationMs, goDuration } from "../runtime/duration.ts";
import { OutsideModelError, type Result } from "../runtime/reconcile-errors.ts";
import { describe, requestOf } from "../runtime/start-controller.ts";
import type { NotificationContext } from "./context.ts";
import { type ReceiverSpec, type ReceiverStatus, tokenOf, webhookPath } from "./receiver.ts";

export const finalizer = "finalizers.fluxcd.io";
const fieldManager = "notification-controller";

/** A Receiver's turn: the path of its webhooks, from the token as it is now. */
export async function reconcileReceiver(
  { process, events }: NotificationContext,
  object: ApiObject,
): Promise<Result> {
  const draft = draftOf<ReceiverStatus>(object, { process, resource: "receivers", fieldManager });
  let failure: unknown;
  const result = await attempt(draft).catch((error) => {
    failure = error;
    return undefined;
  });
  conclude(draft);
  try {
    await draft.persist();
  } catch (error) {
    failure ??= error;
  }
  if (failure !== undefined) {
    const message = describe(failure);
    await events.say(draft.object, { type: "Warning", reason: "Failed", message });
    throw failure;
  }
  if (isReady(draft.conditions)) {
    const message = `Reconciliation finished, next run in ${goDuration(intervalOf(object))}`;
    await events.say(draft.object, { type: "Normal", reason: "Succeeded", message });
  }
  return result;

  async function attempt({ conditions, status }: Draft<ReceiverStatus>): Promise<Result> {
    const spec = object.spec as ReceiverSpec;
    if (object.metadata.deletionTimestamp) {
      draft.finalizers = draft.finalizers.filter((each) => each !== finalizer);
      return undefined;
    }
    if (!draft.finalizers.includes(finalizer)) {
      draft.finalizers.push(finalizer);
      return { requeue: true };
    }
    if (spec.suspend) return undefined;
    if (spec.resourceFilter) throw new OutsideModelError("spec.resourceFilter of a Receiver");
    conditions.markReconciling("Progressing", "Reconciliation in progress");
    const token = await tokenOf(process, object).catch((error) => {
      const message = describe(error);
      conditions.mark({ type: "Ready", status: "False", reason: "TokenNotFound", message });
      delete status.webhookPath;
      throw error;
    });
    const path = webhookPath(object, token);
    const message = `Receiver initialized for path: ${path}`;
    conditions.mark({ type: "Ready", status: "True", reason: "Succeeded", message });
    status.webhookPath = path;
    return { requeueAfterMs: intervalOf(object) };
  }
}

/** What is written of every turn, however it ended. */
function conclude({ object, conditions, status }: Draft<ReceiverStatus>): void {
  const { generation } = object.metadata;
  const requested = requestOf(object.metadata);
  if (requested !== undefined) status.lastHandledReconcileAt = requested;
  if (conditions.isTrue("Ready")) {
    conditions.delete("Reconciling");
    if (generation !== undefined) status.observedGeneration = generation;
  }
  const reconciling = conditions.get("Reconciling");
  if (conditions.isFalse("Ready") && reconciling) {
    conditions.mark({ ...reconciling, reason: "ProgressingWithRetry" });
  }
}

function intervalOf({ spec }: ApiObject): number {
  return durationMs((spec as ReceiverSpec).interval ?? "10m");
}
