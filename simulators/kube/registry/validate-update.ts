import { validateCrd } from "../definitions/custom/validate-crd.ts";
import type { FieldError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Target } from "./call.ts";
import { isDefinition } from "./crd.ts";
import { validateMetadata } from "./names.ts";
import { validateSchema } from "./validate-schema.ts";

/** What is wrong with an update, in the order the server tells it. */
export function validateUpdate(target: Target, object: ApiObject, old: ApiObject): FieldError[] {
  const { definition } = target;
  return [
    ...finalizerProblems(object, old),
    // The name is the live one's: what was let in before stays.
    ...validateMetadata(object, definition).filter(({ field }) => field !== "metadata.name"),
    ...validateSchema(target, object, old),
    ...(definition.strategy?.validate?.(object) ?? []),
    ...(isDefinition(definition) ? validateCrd(object) : []),
    ...(definition.strategy?.validateUpdate?.(object, old) ?? []),
  ];
}

function finalizerProblems(object: ApiObject, old: ApiObject): FieldError[] {
  if (old.metadata.deletionTimestamp === undefined) return [];
  const before = old.metadata.finalizers ?? [];
  const added = (object.metadata.finalizers ?? []).filter((each) => !before.includes(each));
  if (added.length === 0) return [];
  const list = added.map((each) => JSON.stringify(each)).join(", ");
  const problem: FieldError = {
    type: "FieldValueForbidden",
    field: "metadata.finalizers",
    detail: `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
  };
  // Both the generic and the kind's own check find it: two causes, one line of the message.
  return [problem, problem];
}
