import type { PlannedRepository } from "../scenario/plan.ts";
import { type FileChanges, planChange } from "./plan-change.ts";
import type { RepositoryState } from "./repository-states.ts";
import type { DriveContext } from "./step.ts";

/** A change to put on a repository's branch. */
export interface Change {
  repository: PlannedRepository;
  /** ConfigMaps per Kustomization from now on; as many as before if absent. */
  objects?: number | undefined;
  /** A file of so many bytes beside the manifests, 0 takes it away; untouched if absent. */
  blobBytes?: number | undefined;
  /** Files beside the manifests. */
  files?: FileChanges | undefined;
  /** Rewrites the branch: the commit goes on top of this state instead of the head. */
  onto?: RepositoryState;
}

/** Commits the next change of a repository and records it. */
export async function makeCommit(
  context: Pick<DriveContext, "plan" | "scenario" | "slot" | "repositories" | "recorder">,
  { repository, objects, blobBytes, files = {}, onto }: Change,
): Promise<void> {
  const { plan, scenario, slot, repositories, recorder } = context;
  const before = repositories.head(repository.name);
  const change = before.change + 1;
  const count = objects ?? before.objects;
  const planned = planChange({
    ...{ plan, scenario, repository, change, files, before },
    objects: count,
    parent: onto ?? before,
  });
  const { commit, previous, pushedAtMs } = await slot.gitHost.commit({
    repository: repository.name,
    branch: repository.branch,
    files: {
      ...planned.files,
      ...(blobBytes === undefined ? {} : { [blobPath]: blob(blobBytes) }),
    },
    message: `Change ${change}`,
    ...(onto?.commit ? { onto: onto.commit } : {}),
  });
  if (onto) repositories.rewind(repository.name, onto);
  repositories.push(repository.name, { commit, change, objects: count, files: planned.own });
  recorder.record(
    {
      type: "git.commit",
      repository: repository.name,
      branch: repository.branch,
      commit,
      previous,
      // On top of the head nothing is rewritten.
      forced: onto !== undefined && onto.commit !== previous,
      change,
      touches: planned.touches,
      drops: planned.drops,
    },
    pushedAtMs,
  );
}

const blobPath = "blob.txt";

/** Text of so many bytes, null for none. Its content doesn't matter: what counts is its size unpacked. */
function blob(bytes: number): string | null {
  return bytes === 0 ? null : "0123456789abcde\n".repeat(Math.ceil(bytes / 16)).slice(0, bytes);
}
