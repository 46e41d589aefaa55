import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import { apiVersionOf, kindSchema } from "../scenario/kinds.ts";
import { type StepImplementation, stepData } from "./step.ts";
import { recordWrite } from "./write-objects.ts";

const arguments_ = z.strictObject({ kind: kindSchema, name: z.string() });

type Arguments = z.infer<typeof arguments_>;

/** Stops the reconciliation of an object, as `flux suspend` does. */
export function suspend(options: Arguments): Step {
  return stepData("suspend", options);
}

/** Takes it up again, as `flux resume` does. */
export function resume(options: Arguments): Step {
  return stepData("resume", options);
}

export const suspendStep = suspends(true);
export const resumeStep = suspends(false);

function suspends(suspended: boolean): StepImplementation<Arguments> {
  return {
    arguments: arguments_,
    async run({ context, with: { kind, name } }) {
      const { scenario, plan, slot } = context;
      const apiVersion = apiVersionOf(scenario, kind);
      const target = { apiVersion, kind, metadata: { name, namespace: plan.namespace } };
      await slot.cluster.patch({ ...target, spec: { suspend: suspended } });
      recordWrite(context, { verb: "patch", what: suspended ? "suspend" : "resume", target });
    },
  };
}
