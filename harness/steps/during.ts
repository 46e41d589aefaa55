import { z } from "zod";
import { UsageError } from "../core/failure.ts";
import type { Fault, FaultEffect, GitRequestMatch } from "../core/fault.ts";
import type { Step } from "../core/scenario.ts";
import type { StepImplementation } from "./step.ts";

/** Runs steps while a fault is in force; it ends with them, however they end. */
export function during(fault: Fault, steps: Step[]): Step {
  return { use: "during", fault, steps };
}

type Effect<Use extends FaultEffect["use"]> = Omit<Extract<FaultEffect, { use: Use }>, "use"> & {
  match?: GitRequestMatch;
};

const gitFault =
  <Use extends FaultEffect["use"]>(use: Use) =>
  (effect: Effect<Use>): Fault =>
    ({ target: "git-host", use, ...effect }) as Fault;

/** Faults of the Git host, by name. */
export const gitHost = {
  answers: gitFault("answers"),
  limits: gitFault("limits"),
  throttles: gitFault("throttles"),
  stalls: gitFault("stalls"),
  truncates: gitFault("truncates"),
  resets: gitFault("resets"),
  delays: gitFault("delays"),
  refuses: gitFault("refuses"),
  blackholes: gitFault("blackholes"),
};

const arguments_ = z.strictObject({});

export const duringStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, step, path }) {
    const { fault } = step;
    if (!fault) throw new UsageError(`step ${path}: during needs a fault`);
    const injected = await context.slot.gitHost.inject(fault);
    try {
      context.recorder.record({ type: "fault.start", id: injected.id, fault });
      await context.run(step.steps ?? [], path);
    } finally {
      const met = await injected.remove();
      context.recorder.record({ type: "fault.end", id: injected.id, met });
    }
  },
};
