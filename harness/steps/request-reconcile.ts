import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import { apiVersionOf, kindSchema } from "../scenario/kinds.ts";
import { type StepImplementation, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  kind: kindSchema,
  name: z.string(),
});

/** Nudges an object as `flux reconcile` does: the annotation `reconcile.fluxcd.io/requestedAt`. */
export function requestReconcile(options: z.infer<typeof arguments_>): Step {
  return stepData("request-reconcile", options);
}

export const requestReconcileStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { kind, name } }) {
    const { namespace } = context.plan;
    const requestedAt = new Date(context.clock.epochMs()).toISOString();
    await context.slot.cluster.patch({
      apiVersion: apiVersionOf(context.scenario, kind),
      kind,
      metadata: {
        name,
        namespace,
        annotations: { "reconcile.fluxcd.io/requestedAt": requestedAt },
      },
    });
    context.recorder.record({
      type: "kube.write",
      verb: "patch",
      what: "annotation reconcile.fluxcd.io/requestedAt",
      kind,
      namespace,
      name,
    });
  },
};
