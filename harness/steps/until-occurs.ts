import { z } from "zod";
import { entryPatternSchema, matchesEntry, patternText } from "../analysis/entry-pattern.ts";
import { parseDuration } from "../core/duration.ts";
import type { Step } from "../core/scenario.ts";
import { durationSchema } from "../scenario/schema.ts";
import { type StepImplementation, StepTimeout, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  /** Entries by their fields, of the types that `ClusterView.happened` keeps. */
  what: entryPatternSchema,
  /** So many of them; default 1. */
  times: z.int().min(1).optional(),
  /** From where on they count: `run` (default), with all that came before; `step`, from its own start on. */
  since: z.enum(["run", "step"]).optional(),
  within: durationSchema,
});

/** Waits until something has happened so often: an Event, a notification, a process that started. */
export function untilOccurs(options: z.input<typeof arguments_>): Step {
  return stepData("until-occurs", options);
}

/**
 * Waits until a Kustomization was applied so often, by default once, from the step's start on, by the Events
 * that tell of it: what was applied before, be it by a retry that nobody waited for, doesn't count.
 */
export function untilReconciled(options: { name: string; times?: number; within: string }): Step {
  const { name, times, within } = options;
  return untilOccurs({
    what: {
      ...{ type: "kube.event", involved: { kind: "Kustomization", name } },
      reason: "ReconciliationSucceeded",
    },
    ...(times === undefined ? {} : { times }),
    ...{ since: "step", within },
  });
}

export const untilOccursStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { what, times = 1, since = "run", within } }) {
    const from = since === "run" ? 0 : context.view.happened.length;
    const lacking = await context.view.until({
      withinMs: parseDuration(within) ?? 0,
      clock: context.clock,
      signal: context.signal,
      expectation({ happened }) {
        const found = happened.slice(from).filter((entry) => matchesEntry(what, entry)).length;
        return found >= times ? undefined : `it came ${found} times`;
      },
    });
    if (lacking === undefined) return;
    throw new StepTimeout(
      `${patternText(what)} was to come ${times} times within ${within}: ${lacking}`,
    );
  },
};
