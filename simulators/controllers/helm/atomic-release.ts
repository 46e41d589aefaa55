import { goDuration } from "../runtime/duration.ts";
import { describe } from "../runtime/start-controller.ts";
import { markReady, type ReleaseTurn } from "./context.ts";
import { timeoutOf } from "./helm-release.ts";
import { nextStep, StalledRelease } from "./next-step.ts";
import { determineState } from "./release-state.ts";
import { activeRemediation, activeRetryMs } from "./remediation.ts";
import type { Step } from "./steps/step.ts";
import { summarize } from "./summarize.ts";

/** How the way of a release went: to its end, or to be gone on with. */
export type ReleaseOutcome = "done" | "requeue" | { retryMs: number };

/**
 * Does step after step until a release is as wanted. No kind of step is taken twice in one go, and
 * whatever was remediated waits for the next. @throws StalledRelease, and what no step stored.
 */
export async function reconcileRelease(turn: ReleaseTurn): Promise<ReleaseOutcome> {
  const { draft } = turn;
  const taken = new Set<Step["type"]>();
  for (;;) {
    const step = await determineNext(turn);
    if (!step) {
      draft.conditions.delete("Reconciling");
      summarize(turn);
      return "done";
    }
    if (taken.has(step.type)) return stopBefore(turn);
    await announce(turn, step);
    try {
      await step.run(turn);
    } catch (error) {
      turn.context.process.signal.throwIfAborted();
      const retryMs = activeRetryMs(turn);
      if (retryMs !== undefined) return retryAfter(turn, retryMs);
      if (draft.conditions.isTrue("Ready")) {
        markReady(turn, "False", "ReconcileError", describe(error));
      }
      throw error;
    }
    if (step.type === "remediate") return stopAfterRemediation(turn);
    taken.add(step.type);
    await draft.persist();
  }
}

async function determineNext(turn: ReleaseTurn): Promise<Step | undefined> {
  const state = await determineState(turn).catch((error) => {
    const because = describe(error);
    markReady(turn, "False", "StateError", `Could not determine release state: ${because}`);
    throw new Error(`cannot determine release state: ${because}`);
  });
  try {
    return await nextStep(turn, state);
  } catch (error) {
    if (error instanceof StalledRelease) stall(turn, error);
    throw error;
  }
}

function stall(turn: ReleaseTurn, { reason, message }: StalledRelease): void {
  const failed = `Failed to perform remediation: ${message}`;
  const said = reason === "RetriesExceeded" ? afterAttempts(turn) : failed;
  turn.draft.conditions.markStalled(reason, said);
}

function afterAttempts(turn: ReleaseTurn): string {
  const { lastAttemptedReleaseAction } = turn.draft.status;
  const failures = activeRemediation(turn)?.failures() ?? 0;
  return `Failed to ${lastAttemptedReleaseAction} after ${failures} attempt(s)`;
}

/** Actions may take long: that one is under way is said before it begins. */
async function announce(turn: ReleaseTurn, { name, type }: Step): Promise<void> {
  const timeout = goDuration(timeoutOf(turn.object, name));
  const message = `Running '${name}' action with timeout of ${timeout}`;
  turn.draft.conditions.markReconciling("Progressing", message);
  if (type === "release") markReady(turn, "Unknown", "Progressing", message);
  await turn.draft.persist();
}

function stopBefore(turn: ReleaseTurn): ReleaseOutcome {
  const retryMs = activeRetryMs(turn);
  if (retryMs !== undefined) return retryAfter(turn, retryMs);
  const { conditions } = turn.draft;
  if (activeRemediation(turn)?.isExhausted()) {
    conditions.delete("Reconciling");
    return "done";
  }
  conditions.markReconciling("ProgressingWithRetry", conditions.get("Ready")?.message ?? "");
  return "requeue";
}

function stopAfterRemediation(turn: ReleaseTurn): ReleaseOutcome {
  if (!activeRemediation(turn)?.isExhausted()) return stopBefore(turn);
  const retryMs = activeRetryMs(turn);
  if (retryMs !== undefined) return retryAfter(turn, retryMs);
  const stalled = new StalledRelease("RetriesExceeded", "exceeded maximum retries");
  stall(turn, stalled);
  throw stalled;
}

function retryAfter(turn: ReleaseTurn, retryMs: number): ReleaseOutcome {
  turn.draft.conditions.delete("Reconciling");
  markReady(turn, "False", "RetryAfterInterval", `Will retry after ${goDuration(retryMs)}`);
  return { retryMs };
}
