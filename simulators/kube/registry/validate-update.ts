import type { Crd } from "../definitions/custom/crd-shape.ts";
import { validateStoredVersions } from "../definitions/custom/validate-conversion.ts";
import { validateCrd } from "../definitions/custom/validate-crd.ts";
import { metadataLooks } from "../definitions/validation/metadata-looks.ts";
import { pathSegment } from "../definitions/validation/name-rules.ts";
import { judgeBesidePod } from "../definitions/validation/pods/beside-pod.ts";
import type { FieldError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { invalid } from "../model/findings.ts";
import type { Target } from "./call.ts";
import { isDefinition } from "./crd.ts";
import {
  nameRule,
  validateFinalizerNames,
  validateFinalizers,
  validateGenerateName,
  validateOpenMetadata,
} from "./names.ts";
import { validateSchema } from "./validate-schema.ts";

/** What is wrong with an update, in the order the server tells it. */
export function validateUpdate(target: Target, object: ApiObject, old: ApiObject): FieldError[] {
  const { definition } = target;
  const before = metadataProblems(target, object, old);
  return [
    ...before,
    ...validateSchema(target, object, { old, before }),
    ...(target.subresource === undefined
      ? (definition.strategy?.validateUpdate?.(object, old) ?? [])
      : [
          ...judgeBesidePod(target.subresource, object, old),
          ...(target.subresource === "status"
            ? (definition.strategy?.validateStatus?.(object, old) ?? [])
            : []),
        ]),
    ...(isDefinition(definition) ? definitionProblems(target, object) : []),
  ];
}

function definitionProblems({ subresource }: Target, object: ApiObject): FieldError[] {
  if (subresource !== undefined) return [];
  return [...validateCrd(object), ...validateStoredVersions(object as Crd)];
}

/** The name is the live one's: what was let in before stays. */
function metadataProblems(
  { definition, subresource }: Target,
  object: ApiObject,
  old: ApiObject,
): FieldError[] {
  const { metadata } = object;
  const looks = metadataLooks(definition, subresource);
  const open = validateOpenMetadata(metadata);
  const whole = [...open, ...validateFinalizers(metadata)];
  const { uid } = metadata;
  const identity =
    uid === old.metadata.uid ? [] : [invalid("metadata.uid", uid ?? "", "field is immutable")];
  const changes = [...finalizerProblems(object, old), ...identity, ...open];
  const own = looks.finalizers ? validateFinalizerNames(metadata) : [];
  // What several checks find is one line of the message, and a cause each time.
  const times = (count: number, problems: FieldError[]) =>
    Array.from({ length: count }, () => problems).flat();
  return [
    ...validateGenerateName(metadata, pathSegment),
    ...whole,
    ...changes,
    ...times(looks.changes, [...changes, ...own]),
    ...times(looks.whole, [
      ...validateGenerateName(metadata, nameRule(definition)),
      ...whole,
      ...own,
    ]),
  ];
}

function finalizerProblems(object: ApiObject, old: ApiObject): FieldError[] {
  if (old.metadata.deletionTimestamp === undefined) return [];
  const before = old.metadata.finalizers ?? [];
  const added = (object.metadata.finalizers ?? []).filter((each) => !before.includes(each));
  if (added.length === 0) return [];
  const list = added.map((each) => JSON.stringify(each)).join(", ");
  return [
    {
      type: "FieldValueForbidden",
      field: "metadata.finalizers",
      detail: `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
    },
  ];
}
