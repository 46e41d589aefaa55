import { z } from "zod";
import type { ObjectState } from "../core/history.ts";
import type { Step } from "../core/scenario.ts";
import { parseDuration } from "../scenario/duration.ts";
import { durationSchema } from "../scenario/schema.ts";
import { describe } from "./converge.ts";
import { type StepImplementation, StepTimeout, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  kind: z.enum(["GitRepository", "Kustomization"]),
  name: z.string(),
  /** Condition type; default Ready. */
  type: z.string().optional(),
  status: z.enum(["True", "False", "Unknown"]),
  reason: z.string().optional(),
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
      expectation: (view) =>
        shows(view.get(ref), { ...wanted, type }) ? undefined : describe(view.get(ref)),
    });
    if (lacking === undefined) return;
    const text = [type, wanted.status, wanted.reason, wanted.message].filter(Boolean).join(" ");
    throw new StepTimeout(`${kind} ${name} did not show ${text} within ${within}: ${lacking}`);
  },
};

function shows(
  state: ObjectState | undefined,
  wanted: {
    type: string;
    status: string;
    reason?: string | undefined;
    message?: string | undefined;
  },
): boolean {
  return (state?.conditions ?? []).some(
    (condition) =>
      condition.type === wanted.type &&
      condition.status === wanted.status &&
      (wanted.reason === undefined || condition.reason === wanted.reason) &&
      (wanted.message === undefined || condition.message.includes(wanted.message)),
  );
}
