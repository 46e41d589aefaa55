import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import { makeCommit } from "./make-commit.ts";
import { type StepImplementation, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  /** Globs; all repositories by default. */
  repositories: z.array(z.string()).optional(),
  /** Commits that the rewritten branch loses; default 1. */
  back: z.int().min(1).optional(),
  /** ConfigMaps per Kustomization on the rewritten branch; as many as its new parent has by default. */
  objects: z.int().min(1).optional(),
});

/** Rewrites the branch: drops its last commits and puts another one in their place. */
export function forcePush(options: z.infer<typeof arguments_> = {}): Step {
  return stepData("force-push", options);
}

export const forcePushStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { repositories, back = 1, objects } }) {
    for (const repository of context.repositories.select(repositories)) {
      context.signal.throwIfAborted();
      const onto = context.repositories.ancestor(repository.name, back);
      await makeCommit(context, { repository, onto, objects: objects ?? onto.objects });
    }
  },
};
