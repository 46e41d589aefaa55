import { changeLog } from "../ssa/change-set.ts";
import { type DeleteOptions, deleteAll, type Listed } from "../ssa/delete-all.ts";
import type { Target } from "../ssa/target.ts";
import type { Turn } from "./context.ts";
import { group, ownerLabels } from "./kustomization.ts";

/** Deletes what is no longer applied, and says so. */
export async function prune(request: {
  turn: Turn;
  target: Target;
  objects: readonly Listed[];
  revision: string;
  originRevision: string | undefined;
}): Promise<void> {
  const { turn, target, objects, revision, originRevision } = request;
  if (!turn.spec.prune) return;
  const changes = await deleteAll(target, objects, deletionOf(turn));
  if (changes.length === 0) return;
  await turn.say({ severity: "info", message: changeLog(changes), revision, originRevision });
}

/** Only what bears our labels is ours to delete, and not if it says otherwise. */
export function deletionOf({ draft, context: { process } }: Turn): DeleteOptions {
  return {
    owner: ownerLabels(draft.object.metadata),
    excluded: {
      ...(process.has("prune-disabled-ignored") ? {} : { [`${group}/prune`]: "disabled" }),
      ...(process.has("reconcile-disabled-ignored") ? {} : { [`${group}/reconcile`]: "disabled" }),
    },
  };
}
