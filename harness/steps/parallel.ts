import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import { type StepImplementation, StepTimeout } from "./step.ts";

/** Runs branches side by side; ends when all have ended. */
export function parallel(...branches: Step[][]): Step {
  return {
    use: "parallel",
    steps: branches.map((steps) => ({ use: "sequence", steps })),
  };
}

const arguments_ = z.strictObject({});

export const parallelStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, step, path }) {
    const branches = (step.steps ?? []).map((branch, index) =>
      context.run([branch], `${path}.${index + 1}`),
    );
    const results = await Promise.allSettled(branches);
    const failed = results.filter((result) => result.status === "rejected");
    // What broke outweighs what was late: a late step alone lets the run count as done.
    const worst = failed.find(({ reason }) => !(reason instanceof StepTimeout)) ?? failed[0];
    if (worst) throw worst.reason;
  },
};

/** Steps one after another, as one branch of `parallel`. */
export const sequenceStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  run: ({ context, step, path }) => context.run(step.steps ?? [], path),
};
