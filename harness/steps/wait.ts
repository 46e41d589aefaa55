import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import type { Step } from "../core/scenario.ts";
import { durationSchema } from "../scenario/schema.ts";
import type { StepImplementation } from "./step.ts";

const arguments_ = z.strictObject({ for: durationSchema });

/** Lets time pass. */
export function wait(duration: string): Step {
  return { use: "wait", with: { for: duration } };
}

export const waitStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { for: duration } }) {
    await context.clock.sleep(parseDuration(duration) ?? 0, context.signal);
  },
};
