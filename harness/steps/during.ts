import { z } from "zod";
import { UsageError } from "../core/failure.ts";
import type { Fault } from "../core/fault.ts";
import type { Step } from "../core/scenario.ts";
import type { InjectedFault, Slot } from "../environments/environment.ts";
import { artifactHostsOf } from "./artifact-hosts-of.ts";
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

function inject(slot: Slot, fault: Fault): Promise<InjectedFault> {
  switch (fault.target) {
    case "git-host":
      return slot.gitHost.inject(fault);
    case "api-server":
      return slot.apiServer.inject(fault);
    case "sink":
      return slot.sink.inject(fault);
    case "registry":
      return artifactHostsOf(slot).registry.inject(fault);
    case "buckets":
      return artifactHostsOf(slot).buckets.inject(fault);
  }
}
