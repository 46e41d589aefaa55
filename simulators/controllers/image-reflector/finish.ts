import type { Condition } from "../runtime/conditions.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import type { Draft } from "../runtime/draft.ts";
import type { EventRecorder } from "../runtime/event-recorder.ts";
import type { Result } from "../runtime/reconcile-errors.ts";
import { requestOf } from "../runtime/start-controller.ts";

/** How a turn of the image controllers ended. */
export type Ending =
  /**
   * Ready says `message`. A turn that did something tells `news`, if there are any; one that changed
   * nothing tells `quiet` as a trace event.
   */
  | { kind: "success"; message: string; news?: string; quiet: string; result: Result }
  /** Nothing but a change mends it. */
  | { kind: "stalled"; reason: string; message: string }
  | { kind: "failure"; reason: string; message: string }
  /** No failure, and tried again after this time. */
  | { kind: "waits"; reason: string; message: string; afterMs: number };

/** Conditions, events and status as the image controllers leave them at the end of a turn. */
export async function finish(
  events: EventRecorder,
  before: ApiObject,
  draft: Draft,
  ending: Ending,
): Promise<Result> {
  const { conditions, status } = draft;
  switch (ending.kind) {
    case "success":
      conditions.delete("Reconciling");
      conditions.mark({
        type: "Ready",
        status: "True",
        reason: "Succeeded",
        message: ending.message,
      });
      break;
    case "stalled": {
      const { reason, message } = ending;
      conditions.markStalled(reason, message);
      // A Ready that says False keeps its words.
      if (!conditions.isFalse("Ready")) {
        conditions.mark({ type: "Ready", status: "False", reason, message });
      }
      break;
    }
    default: {
      const { reason, message } = ending;
      conditions.delete("Stalled");
      conditions.mark({ type: "Ready", status: "False", reason, message });
      const progress = conditions.get("Reconciling");
      if (progress) conditions.mark({ ...progress, reason: "ProgressingWithRetry" });
    }
  }
  await tell(events, before, draft, ending);
  const requested = requestOf(before.metadata);
  if (requested !== undefined) status.lastHandledReconcileAt = requested;
  const { generation } = before.metadata;
  const isObserved = ending.kind === "success" || ending.kind === "stalled";
  if (isObserved && generation !== undefined) status.observedGeneration = generation;
  await draft.persist();
  switch (ending.kind) {
    case "success":
      return ending.result;
    case "stalled":
      return undefined;
    case "waits":
      return { requeueAfterMs: ending.afterMs };
    default:
      throw new Error(ending.message);
  }
}

async function tell(
  events: EventRecorder,
  before: ApiObject,
  { conditions, object }: Draft,
  ending: Ending,
): Promise<void> {
  const ready = conditions.get("Ready");
  if (!ready) return;
  const { reason, message } = ready;
  if (ending.kind !== "success") {
    await events.say(object, { type: "Warning", reason, message });
  } else if (ending.news !== undefined || message !== readyMessage(before)) {
    await events.say(object, { type: "Normal", reason, message: ending.news ?? message });
  } else {
    await events.say(object, { type: "trace", reason: "Succeeded", message: ending.quiet });
  }
}

/** What an object that was ready said; undefined for one that wasn't. */
function readyMessage({ status }: ApiObject): string | undefined {
  const { conditions = [] } = (status ?? {}) as { conditions?: Condition[] };
  const isTrue = (type: string) =>
    conditions.find((each) => each.type === type && each.status === "True");
  return isTrue("Reconciling") || isTrue("Stalled") ? undefined : isTrue("Ready")?.message;
}
