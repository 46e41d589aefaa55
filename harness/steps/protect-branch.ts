import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import { type StepImplementation, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  /** Globs; all repositories by default. */
  repositories: z.array(z.string()).optional(),
});

/** From now on the branch that is followed only moves forward: the Git host refuses force-pushes. */
export function protectBranch(options: z.infer<typeof arguments_> = {}): Step {
  return stepData("protect-branch", options);
}

export const protectBranchStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { repositories } }) {
    for (const { name, branch } of context.repositories.select(repositories)) {
      await context.slot.gitHost.protectBranch({ repository: name, branch });
    }
  },
};
