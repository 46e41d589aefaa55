import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import type { Step } from "../core/scenario.ts";
import { kindSchema } from "../scenario/kinds.ts";
import { durationSchema } from "../scenario/schema.ts";
import { describe } from "./converge.ts";
import { nudge } from "./nudge.ts";
import { type StepImplementation, StepTimeout, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  kind: kindSchema,
  name: z.string(),
  /** Waits, no longer than that, until its status says that the request was handled, however it went. */
  within: durationSchema.optional(),
});

/** Nudges an object as `flux reconcile` does: the annotation `reconcile.fluxcd.io/requestedAt`. */
export function requestReconcile(options: z.infer<typeof arguments_>): Step {
  return stepData("request-reconcile", options);
}

export const requestReconcileStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { kind, name, within } }) {
    const { namespace } = context.plan;
    const requestedAt = await nudge(context, { kind, name });
    if (within === undefined) return;
    const lacking = await context.view.until({
      withinMs: parseDuration(within) ?? 0,
      clock: context.clock,
      signal: context.signal,
      expectation(view) {
        const state = view.get({ kind, namespace, name });
        return state?.handledReconcileAt === requestedAt ? undefined : describe(state);
      },
    });
    if (lacking === undefined) return;
    throw new StepTimeout(
      `${kind} ${name} did not handle a request to reconcile within ${within}: ${lacking}`,
    );
  },
};
