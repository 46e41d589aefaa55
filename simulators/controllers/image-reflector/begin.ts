import type { ApiObject } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { type Draft, draftOf, markProgress } from "../runtime/draft.ts";
import type { Result } from "../runtime/reconcile-errors.ts";
import { requestOf } from "../runtime/start-controller.ts";

const finalizer = "finalizers.fluxcd.io";

/** What every turn of the image controllers begins with; undefined where it ends with that, too. */
export async function begin<Status extends { [key: string]: unknown }>(
  process: ControllerProcess,
  object: ApiObject,
  resource: string,
): Promise<{ draft: Draft<Status> } | { result: Result }> {
  const draft = draftOf<Status>(object, { process, resource, fieldManager: process.name });
  if (object.metadata.deletionTimestamp) {
    draft.finalizers = draft.finalizers.filter((each) => each !== finalizer);
    await draft.persist();
    return { result: undefined };
  }
  if (!draft.finalizers.includes(finalizer)) {
    draft.finalizers.push(finalizer);
    await draft.persist();
    return { result: { requeue: true } };
  }
  const { suspend } = object.spec as { suspend?: boolean };
  return suspend ? { result: undefined } : { draft };
}

/** Says that work is under way, and persists it for a new generation and, if told, for a request. */
export async function announce(
  object: ApiObject,
  { conditions, status, persist }: Draft<{ [key: string]: unknown }>,
  { heedsRequests }: { heedsRequests: boolean },
): Promise<void> {
  markProgress(conditions, "reconciliation in progress", false);
  const { generation = 0 } = object.metadata;
  const observed = Number(status.observedGeneration ?? 0);
  if (generation !== observed) {
    markProgress(
      conditions,
      `processing object: new generation ${observed} -> ${generation}`,
      false,
    );
    await persist();
  } else if (heedsRequests && requestOf(object.metadata) !== status.lastHandledReconcileAt) {
    await persist();
  }
}
