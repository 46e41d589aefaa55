import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import type { Step } from "../core/scenario.ts";
import type { ObjectName } from "../environments/cluster-client.ts";
import { fillIn, placeObject } from "../scenario/place-object.ts";
import { placeholderValues, resolvePlaceholders } from "../scenario/placeholders.ts";
import { type DriveContext, type StepImplementation, stepData } from "./step.ts";

const nameFields = {
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  /** That of the run by default; none for kinds that have none. */
  namespace: z.string().optional(),
};
const json = z.record(z.string(), z.json());

const patchArguments = z.strictObject({
  ...nameFields,
  /** A JSON merge patch: null deletes. `%NAMESPACE%` stands for the namespace of the run. */
  patch: json,
  /** Who it is by in `metadata.managedFields`: `kubectl-edit`, as which Flux takes fields over; `fluxproof` by default. */
  fieldManager: z.string().optional(),
});

/** Changes an object as `kubectl patch --type=merge` does. */
export function patchObject(options: z.infer<typeof patchArguments>): Step {
  return stepData("patch-object", options);
}

export const patchObjectStep: StepImplementation<z.infer<typeof patchArguments>> = {
  arguments: patchArguments,
  async run({ context, with: { patch, fieldManager, ...named } }) {
    const target = nameOf(context, named);
    const change = resolved(context, fillIn(context.plan, patch));
    const metadata = { ...(change.metadata as JsonObject | undefined), ...target.metadata };
    await context.slot.cluster.patch({ ...change, ...target, metadata }, fieldManager);
    recordWrite(context, { verb: "patch", what: Object.keys(patch).join(", "), target });
  },
};

const applyArguments = z.strictObject({
  object: z.looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject({ name: z.string() }),
  }),
});

/**
 * Makes an object, or merges it into the one that is there; in the run's namespace unless it names one.
 * What it leaves out stays as it is.
 */
export function applyObject(object: z.infer<typeof applyArguments>["object"]): Step {
  return stepData("apply-object", { object });
}

export const applyObjectStep: StepImplementation<z.infer<typeof applyArguments>> = {
  arguments: applyArguments,
  async run({ context, with: { object } }) {
    const { cluster } = context.slot;
    const target = placeObject(context.plan, object);
    const verb = (await cluster.get(target)) === undefined ? "create" : "patch";
    await cluster[verb](resolved(context, target));
    recordWrite(context, { verb, what: "object", target });
  },
};

const nameArguments = z.strictObject(nameFields);

/** Deletes an object, its dependents in the background; one that isn't there is no error. */
export function deleteObject(options: z.infer<typeof nameArguments>): Step {
  return stepData("delete-object", options);
}

export const deleteObjectStep: StepImplementation<z.infer<typeof nameArguments>> = {
  arguments: nameArguments,
  async run({ context, with: named }) {
    const target = nameOf(context, named);
    await context.slot.cluster.delete(target);
    recordWrite(context, { verb: "delete", what: "object", target });
  },
};

/** With what only this run knows; it gets into no history, for what a step was given is recorded unresolved. */
function resolved<Value>(context: DriveContext, value: Value): Value {
  return resolvePlaceholders(value, placeholderValues(context));
}

function nameOf({ plan }: DriveContext, named: z.infer<typeof nameArguments>): ObjectName {
  const { apiVersion, kind, name, namespace } = named;
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return placeObject(plan, { apiVersion, kind, metadata });
}

/** Writes down who was changed and in what respect, never with which values. */
export function recordWrite(
  { recorder }: DriveContext,
  { verb, what, target }: { verb: string; what: string; target: ObjectName },
): void {
  const { kind, metadata } = target;
  const { namespace = "", name } = metadata;
  recorder.record({ type: "kube.write", verb, what, kind, namespace, name });
}
