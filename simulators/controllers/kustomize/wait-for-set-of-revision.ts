import { allDone } from "../../support/on-abort.ts";
import { type WaitOptions, waitForSet } from "../kstatus/wait-for-set.ts";
import type { ObjectId } from "../ssa/object-id.ts";
import type { Target } from "../ssa/target.ts";
import type { Turn } from "./context.ts";
import { artifactOf, sourceOf } from "./source.ts";

const lookMs = 5_000;

/**
 * Waits for objects; with the feature gate `CancelHealthCheckOnNewRevision` no longer than until another revision
 * of the source is seen, which is looked for every five seconds (kustomize-controller 1.7.3).
 * @throws what `waitForSet` does, and an error in Go's words where a new revision ended it.
 */
export async function waitForSetOfRevision(request: {
  turn: Turn;
  target: Target;
  ids: readonly ObjectId[];
  wait: WaitOptions;
  revision: string;
  originRevision: string | undefined;
}): Promise<void> {
  const { turn, target, ids, wait } = request;
  const { process } = turn.context;
  const isGiven = process.flags.featureGates.has("CancelHealthCheckOnNewRevision");
  if (!isGiven || process.has("health-check-outlasts-revision")) {
    return await waitForSet(target, ids, wait);
  }
  const over = new AbortController();
  const superseded = new AbortController();
  const watching = watchForRevision(request, over.signal).then(
    () => superseded.abort(allDone),
    () => {},
  );
  const signal = AbortSignal.any([target.signal, superseded.signal]);
  try {
    await waitForSet({ ...target, signal }, ids, wait);
  } catch (error) {
    throw superseded.signal.aborted ? new Error("context canceled") : error;
  } finally {
    over.abort(allDone);
    await watching;
  }
}

/** Resolves once there is another revision, and that is said; rejects when its signal does. */
async function watchForRevision(
  { turn, revision, originRevision }: Parameters<typeof waitForSetOfRevision>[0],
  over: AbortSignal,
): Promise<void> {
  const { clock, signal } = turn.context.process;
  const ended = AbortSignal.any([signal, over]);
  do await clock.sleep(lookMs, ended);
  while (newestRevision(turn, revision) === revision);
  const message = "New revision detected during health check, cancelling";
  await turn.say({ severity: "info", message, revision, originRevision });
}

/** Of its source; the one that is known where the source or its artifact is gone. */
function newestRevision({ context, spec, draft }: Turn, known: string): string {
  try {
    const source = sourceOf(context, spec, draft.object.metadata.namespace ?? "");
    return artifactOf(source)?.revision ?? known;
  } catch {
    return known;
  }
}
