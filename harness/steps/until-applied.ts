import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import type { Step } from "../core/scenario.ts";
import { configMapNames } from "../scenario/manifests.ts";
import { durationSchema } from "../scenario/schema.ts";
import { type StepImplementation, StepTimeout, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  /** Of a generated one, `fleet-000-k-000`. */
  kustomization: z.string(),
  /** So many of its ConfigMaps. */
  objects: z.int().min(1),
  within: durationSchema,
});

/** Waits until so many ConfigMaps of a Kustomization are at the newest commit: to act while the rest isn't. */
export function untilApplied(options: z.infer<typeof arguments_>): Step {
  return stepData("until-applied", options);
}

export const untilAppliedStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { kustomization, objects, within } }) {
    const { plan, repositories, view, clock, signal } = context;
    const repository = plan.repositories.find((each) =>
      each.kustomizations.includes(kustomization),
    );
    const head = repositories.head(repository?.name ?? "");
    const names = configMapNames(kustomization, head.objects);
    const lacking = await view.until({
      withinMs: parseDuration(within) ?? 0,
      clock,
      signal,
      expectation(now) {
        const applied = names.filter((name) => {
          const state = now.get({ kind: "ConfigMap", namespace: plan.namespace, name });
          return (state?.change ?? -1) >= head.change;
        });
        return applied.length >= objects ? undefined : `${applied.length} of ${names.length} were`;
      },
    });
    if (lacking === undefined) return;
    throw new StepTimeout(
      `${objects} objects of ${kustomization} were not applied within ${within}: ${lacking}`,
    );
  },
};
