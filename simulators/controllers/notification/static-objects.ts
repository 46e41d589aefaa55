import type { ApiObject } from "../runtime/controller-api.ts";
import { draftOf } from "../runtime/draft.ts";
import type { Result } from "../runtime/reconcile-errors.ts";
import type { NotificationContext } from "./context.ts";
import { finalizer } from "./reconcile-receiver.ts";

const fieldManager = "notification-controller";

/** A Provider's turn: it is kept until this controller has let go of it, and has no status. */
export async function reconcileProvider(
  { process }: NotificationContext,
  object: ApiObject,
): Promise<Result> {
  const draft = draftOf(object, { process, resource: "providers", fieldManager });
  const others = draft.finalizers.filter((each) => each !== finalizer);
  draft.finalizers = object.metadata.deletionTimestamp ? others : [...others, finalizer];
  await draft.persist();
  return undefined;
}

/** An Alert's turn: a finalizer of earlier versions is taken away. */
export async function reconcileAlert(
  { process, events }: NotificationContext,
  object: ApiObject,
): Promise<Result> {
  const draft = draftOf(object, { process, resource: "alerts", fieldManager });
  const { suspend } = object.spec as { suspend?: boolean };
  if (!draft.finalizers.includes(finalizer)) return undefined;
  if (suspend && !object.metadata.deletionTimestamp) return undefined;
  draft.finalizers = draft.finalizers.filter((each) => each !== finalizer);
  const message = "removed finalizer from Alert to migrate to static Alert";
  await events.say(object, { type: "Normal", reason: "Migration", message });
  await draft.persist();
  return undefined;
}
