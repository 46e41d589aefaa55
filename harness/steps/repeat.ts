import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import type { StepImplementation } from "./step.ts";

const arguments_ = z.strictObject({ times: z.int().min(1).max(10_000) });

/** Runs steps so many times, one round after another. */
export function repeat(times: number, steps: Step[]): Step {
  return { use: "repeat", with: { times }, steps };
}

export const repeatStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { times }, step, path }) {
    for (let round = 1; round <= times; round += 1) {
      await context.run(step.steps ?? [], `${path}.${round}`);
    }
  },
};
