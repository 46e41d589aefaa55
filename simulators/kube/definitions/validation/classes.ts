import type { FieldError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { duplicate, forbidden, invalid } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import {
  all,
  fields,
  filled,
  given,
  isRequired,
  items,
  list,
  must,
  oneOf,
  same,
  text,
} from "./check.ts";
import type { KindRules } from "./kind-rules.ts";
import { qualifiedName } from "./name-rules.ts";

/** Classes that refer to code which does the work. */
export const classKinds: Record<string, KindRules> = {
  "StorageClass storage.k8s.io": {
    validate: fields({
      provisioner: must((value, at) => text(qualifiedName)(String(value).toLowerCase(), at)),
      parameters: (value, at) =>
        Object.keys(isObject(value) ? value : {}).flatMap((key) =>
          key === "" ? [invalid(at, "", "field can not be empty.")] : [],
        ),
      reclaimPolicy: filled(oneOf("Delete", "Retain")),
      volumeBindingMode: oneOf("Immediate", "WaitForFirstConsumer"),
      allowedTopologies: items(fields({ matchLabelExpressions: items(topologyValues) })),
    }),
    update: (object, old) => [
      ...["parameters", "provisioner", "reclaimPolicy"].flatMap((key) =>
        same(object[key], old[key]) ? [] : [forbidden(key, `updates to ${key} are forbidden.`)],
      ),
      ...unchanged(object, old, "volumeBindingMode"),
    ],
    changeFirst: true,
  },
  "PriorityClass scheduling.k8s.io": {
    validate: all(
      priorityValue,
      fields({ preemptionPolicy: given(oneOf("PreemptLowerPriority", "Never")) }),
    ),
    update: (object, old) => [
      ...(Number(object.value ?? 0) === Number(old.value ?? 0)
        ? []
        : [forbidden("value", "may not be changed in an update.")]),
      ...unchanged(object, old, "preemptionPolicy"),
    ],
    timesOnUpdate: 0,
  },
};

function unchanged(object: ApiObject, old: ApiObject, key: string): FieldError[] {
  return same(object[key], old[key])
    ? []
    : [invalid(key, object[key] ?? null, "field is immutable")];
}

function topologyValues(value: unknown, at: string): FieldError[] {
  const { values } = value as { values?: unknown };
  const seen = list(values);
  return [
    ...fields({ values: isRequired() })(value, at),
    ...seen.flatMap((one, index): FieldError[] =>
      seen.indexOf(one) < index ? [duplicate(`${at}.values[${index}]`, one)] : [],
    ),
  ];
}

const systemPriorities: Record<string, number> = {
  "system-cluster-critical": 2000000000,
  "system-node-critical": 2000001000,
};
const userPriorityMax = 1000000000;

function priorityValue(object: unknown): FieldError[] {
  const { metadata, value } = object as ApiObject;
  const own = Number(value ?? 0);
  const reserved =
    "priority class names with 'system-' prefix are reserved for system use only. error: ";
  if ((metadata.name ?? "").startsWith("system-")) {
    const wanted = systemPriorities[metadata.name];
    const why =
      wanted === undefined
        ? `${metadata.name} is not a known system priority class`
        : `value of ${metadata.name} PriorityClass must be ${wanted}`;
    return wanted === own ? [] : [forbidden("metadata.name", reserved + why)];
  }
  const told = `maximum allowed value of a user defined priority is ${userPriorityMax}`;
  return own > userPriorityMax ? [forbidden("value", told)] : [];
}
