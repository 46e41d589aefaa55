import { z } from "zod";
import { HarnessError, PushRefusedError } from "../core/failure.ts";
import type { Step } from "../core/scenario.ts";
import type { PlannedRepository } from "../scenario/plan.ts";
import { makeCommit } from "./make-commit.ts";
import type { RepositoryState } from "./repository-states.ts";
import { type DriveContext, type StepImplementation, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  /** Globs; all repositories by default. */
  repositories: z.array(z.string()).optional(),
  /** Commits that the rewritten branch loses; default 1. */
  back: z.int().min(1).optional(),
  /** ConfigMaps per Kustomization on the rewritten branch; as many as its new parent has by default. */
  objects: z.int().min(1).optional(),
  /** The Git host is to refuse it, for the branch is protected. */
  refused: z.literal(true).optional(),
});

/** Rewrites the branch: drops its last commits and puts another one in their place. */
export function forcePush(options: z.infer<typeof arguments_> = {}): Step {
  return stepData("force-push", options);
}

export const forcePushStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { repositories, back = 1, objects, refused } }) {
    for (const repository of context.repositories.select(repositories)) {
      context.signal.throwIfAborted();
      const onto = context.repositories.ancestor(repository.name, back);
      const push = { repository, onto, objects: objects ?? onto.objects };
      await (refused ? refusedPush(context, push) : makeCommit(context, push));
    }
  },
};

async function refusedPush(
  context: DriveContext,
  push: { repository: PlannedRepository; onto: RepositoryState; objects: number },
): Promise<void> {
  const { name, branch } = push.repository;
  const head = context.repositories.head(name).commit;
  try {
    await makeCommit(context, push);
  } catch (error) {
    if (!(error instanceof PushRefusedError)) throw error;
    const { because } = error;
    context.recorder.record({ type: "git.refusal", repository: name, branch, head, because });
    return;
  }
  throw new HarnessError(
    `the Git host took a force-push to ${branch} of ${name} that it was to refuse: protect the branch before`,
  );
}
