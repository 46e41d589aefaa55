import { isNotFound } from "../runtime/controller-api.ts";
import type { Result } from "../runtime/reconcile-errors.ts";
import { type ChangeEntry, changeLog } from "../ssa/change-set.ts";
import { deleteAll, type Listed, referenceTo } from "../ssa/delete-all.ts";
import { subjectOf } from "../ssa/object-id.ts";
import { getIn, type Target } from "../ssa/target.ts";
import type { Turn } from "./context.ts";
import { listed } from "./inventory.ts";
import { finalizer, timeoutMs } from "./kustomization.ts";
import { deletionOf } from "./prune.ts";
import { targetOf } from "./target-of.ts";

/** A Kustomization that is deleted takes along what it applied, where its policy says so, and goes. */
export async function finalize(turn: Turn): Promise<Result> {
  const { draft } = turn;
  const objects = listed(draft.status.inventory?.entries ?? []);
  if (objects.length > 0 && takesAlong(turn)) await deleteApplied(turn, objects);
  draft.finalizers.splice(0, Infinity, ...draft.finalizers.filter((each) => each !== finalizer));
  return undefined;
}

function takesAlong({ spec, context }: Turn): boolean {
  if (spec.suspend && !context.process.has("suspend-ignored-on-delete")) return false;
  const { deletionPolicy = "MirrorPrune" } = spec;
  return deletionPolicy === "MirrorPrune" ? spec.prune === true : deletionPolicy !== "Orphan";
}

async function deleteApplied(turn: Turn, objects: Listed[]): Promise<void> {
  const { lastAppliedRevision: revision, lastAppliedOriginRevision: originRevision } =
    turn.draft.status;
  const revisions = { revision, originRevision };
  if (!(await canImpersonate(turn))) {
    const message = `unable to prune objects: \n${objects.map(({ id }) => subjectOf(id)).join("\n")}`;
    await turn.say({ severity: "error", message, ...revisions });
    return;
  }
  const target = targetOf(turn);
  let changes: ChangeEntry[];
  try {
    changes = await deleteAll(target, objects, deletionOf(turn));
  } catch (error) {
    const message = "pruning for deleted resource failed";
    await turn.say({ severity: "error", message, ...revisions });
    throw error;
  }
  await turn.say({ severity: "info", message: changeLog(changes), ...revisions });
  if (turn.spec.deletionPolicy !== "WaitForTermination") return;
  const deleted = changes.filter(({ action }) => action === "deleted");
  if (await areGone(target, deleted, timeoutMs(turn.spec))) return;
  const message = "failed to wait for resources termination";
  await turn.say({ severity: "error", message, ...revisions });
}

/** An account that is gone can't delete anything; one that isn't named needn't be there. */
async function canImpersonate({ context, draft, spec }: Turn): Promise<boolean> {
  if (!spec.serviceAccountName) return true;
  const accounts = context.serviceAccounts();
  await accounts.synced;
  return accounts.get(draft.object.metadata.namespace, spec.serviceAccountName) !== undefined;
}

const goneIntervalMs = 2_000;

async function areGone(target: Target, objects: Listed[], limitMs: number): Promise<boolean> {
  const { clock, signal } = target;
  const dueMs = clock.nowMs() + limitMs;
  for (const listed of objects) {
    while (!(await isGone(target, listed))) {
      if (clock.nowMs() + goneIntervalMs > dueMs) return false;
      await clock.sleep(goneIntervalMs, signal);
    }
  }
  return true;
}

async function isGone(target: Target, listed: Listed): Promise<boolean> {
  try {
    await getIn(target, referenceTo(listed));
    return false;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}
