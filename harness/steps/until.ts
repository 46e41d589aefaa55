import { z } from "zod";
import { findCondition } from "../analysis/condition.ts";
import { parseDuration } from "../core/duration.ts";
import type { Step } from "../core/scenario.ts";
import { conditionFields } from "../scenario/condition-fields.ts";
import { durationSchema } from "../scenario/schema.ts";
import { describe } from "./converge.ts";
import { type StepImplementation, StepTimeout, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  ...conditionFields,
  /** A text the message contains. */
  message: z.string().optional(),
  within: durationSchema,
});

/** Waits until an object shows a condition. */
export function until(options: z.infer<typeof arguments_>): Step {
  return stepData("until", options);
}

export const untilStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: wanted }) {
    const { kind, name, within, type = "Ready" } = wanted;
    const ref = { kind, namespace: context.plan.namespace, name };
    const lacking = await context.view.until({
      withinMs: parseDuration(within) ?? 0,
      clock: context.clock,
      signal: context.signal,
      expectation(view) {
        const state = view.get(ref);
        const fits = (text: string) => text.includes(wanted.message ?? "");
        return findCondition(state, { ...wanted, type }, fits) ? undefined : describe(state);
      },
    });
    if (lacking === undefined) return;
    const text = [type, wanted.status, wanted.reason, wanted.message].filter(Boolean).join(" ");
    throw new StepTimeout(`${kind} ${name} did not show ${text} within ${within}: ${lacking}`);
  },
};
