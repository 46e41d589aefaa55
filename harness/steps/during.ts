import { z } from "zod";
import { UsageError } from "../core/failure.ts";
import type { Fault } from "../core/fault.ts";
import type { Step } from "../core/scenario.ts";
import type { InjectedFault, Slot } from "../environments/environment.ts";
import type { StepImplementation } from "./step.ts";

/** Runs steps while a fault is in force; it ends with them, however they end. */
export function during(fault: Fault, steps: Step[]): Step {
  return { use: "during", fault, steps };
}

const arguments_ = z.strictObject({});

export const duringStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, step, path }) {
    const { fault } = step;
    if (!fault) throw new UsageError(`step ${path}: during needs a fault`);
    const injected = await inject(context.slot, fault);
    try {
      context.recorder.record({ type: "fault.start", id: injected.id, fault });
      await context.run(step.steps ?? [], path);
    } finally {
      const met = await injected.remove();
      context.recorder.record({ type: "fault.end", id: injected.id, met });
    }
  },
};

function inject({ gitHost, apiServer, sink }: Slot, fault: Fault): Promise<InjectedFault> {
  switch (fault.target) {
    case "git-host":
      return gitHost.inject(fault);
    case "api-server":
      return apiServer.inject(fault);
    case "sink":
      return sink.inject(fault);
  }
}
