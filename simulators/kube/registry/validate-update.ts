import type { Crd } from "../definitions/custom/crd-shape.ts";
import { validateStoredVersions } from "../definitions/custom/validate-conversion.ts";
import { validateCrd } from "../definitions/custom/validate-crd.ts";
import { metadataLooks } from "../definitions/validation/metadata-looks.ts";
import { judgeBesidePod } from "../definitions/validation/pods/beside-pod.ts";
import type { FieldError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import type { Target } from "./call.ts";
import { isDefinition } from "./crd.ts";
import { validateFinalizers, validateOpenMetadata } from "./names.ts";
import { validateSchema } from "./validate-schema.ts";

/** What is wrong with an update, in the order the server tells it. */
export function validateUpdate(target: Target, object: ApiObject, old: ApiObject): FieldError[] {
  const { definition } = target;
  return [
    ...metadataProblems(definition, object, old),
    ...validateSchema(target, object, old),
    ...(target.subresource === undefined
      ? (definition.strategy?.validateUpdate?.(object, old) ?? [])
      : judgeBesidePod(target.subresource, object, old)),
    ...(isDefinition(definition) ? definitionProblems(target, object) : []),
  ];
}

function definitionProblems({ subresource }: Target, object: ApiObject): FieldError[] {
  if (subresource !== undefined) return [];
  return [...validateCrd(object), ...validateStoredVersions(object as Crd)];
}

/** The name is the live one's: what was let in before stays. */
function metadataProblems(
  definition: ResourceDefinition,
  object: ApiObject,
  old: ApiObject,
): FieldError[] {
  const { metadata } = object;
  const open = validateOpenMetadata(metadata);
  const finalizers = validateFinalizers(metadata, definition);
  // What several checks find is one line of the message, and a cause each time.
  const looks = metadataLooks(definition);
  return [
    ...finalizerProblems(object, old),
    ...Array.from({ length: looks }, () => open).flat(),
    ...Array.from({ length: Math.max(1, looks - 2) }, () => finalizers).flat(),
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
