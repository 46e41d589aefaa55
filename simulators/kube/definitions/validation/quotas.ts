import type { FieldError } from "../../model/api-error.ts";
import { invalid, required } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import { fields, list, same } from "./check.ts";
import type { KindRules } from "./kind-rules.ts";
import { nonNegativeAmount, wholeAmount } from "./numbers.ts";
import { isWhole, quotaResource, quotaResources } from "./resource-names.ts";

export const quotaKinds: Record<string, KindRules> = {
  "ResourceQuota ": {
    validate: fields({ spec: validateQuota }),
    update: (object, old) => {
      const { scopes } = (object.spec ?? {}) as { scopes?: unknown };
      const before = (old.spec ?? {}) as { scopes?: unknown };
      const sorted = (value: unknown) => list(value).toSorted();
      return same(sorted(scopes), sorted(before.scopes))
        ? []
        : [invalid("spec.scopes", scopes ?? null, "field is immutable")];
    },
    status: ({ status }) => fields({ hard: amounts, used: amounts })(status, "status"),
  },
};

function validateQuota(value: unknown, at: string): FieldError[] {
  const spec = isObject(value) ? value : {};
  const hard = isObject(spec.hard) ? spec.hard : {};
  return [
    ...amounts(hard, `${at}.hard`),
    ...scopeProblems(list(spec.scopes).map(String), Object.keys(hard), `${at}.scopes`),
    ...selectorProblems(spec.scopeSelector, Object.keys(hard), `${at}.scopeSelector`),
  ];
}

function amounts(value: unknown, at: string): FieldError[] {
  return Object.entries(isObject(value) ? value : {}).flatMap(([name, quantity]) => {
    const place = `${at}[${name}]`;
    return [
      ...quotaResource(name, place),
      ...nonNegativeAmount(quantity, place),
      ...(isWhole(name) ? wholeAmount(quantity, place) : []),
    ];
  });
}

const scopes = [
  "Terminating",
  "NotTerminating",
  "BestEffort",
  "NotBestEffort",
  "PriorityClass",
  "CrossNamespacePodAffinity",
  "VolumeAttributesClass",
];
const conflicts = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
];
const podCompute = [
  "cpu",
  "memory",
  "limits.cpu",
  "limits.memory",
  "requests.cpu",
  "requests.memory",
];

function scopeFits(scope: string, resource: string): boolean {
  if (scope === "BestEffort") return resource === "pods";
  if (scope === "VolumeAttributesClass")
    return ["persistentvolumeclaims", "requests.storage"].includes(resource);
  return !scopes.includes(scope) || resource === "pods" || podCompute.includes(resource);
}

function scopeProblems(given: string[], resources: string[], at: string): FieldError[] {
  const wrong = (detail: string) => invalid(at, given, detail);
  return [
    ...given.flatMap((scope) => [
      ...(scopes.includes(scope) ? [] : [wrong("unsupported scope")]),
      ...resources
        .filter((name) => quotaResources.has(name) && !scopeFits(scope, name))
        .map(() => wrong("unsupported scope applied to resource")),
    ]),
    ...conflicts
      .filter((pair) => pair.every((scope) => given.includes(scope)))
      .map(() => wrong("conflicting scopes")),
  ];
}

function selectorProblems(selector: unknown, resources: string[], at: string): FieldError[] {
  if (!isObject(selector)) return [];
  const place = `${at}.matchExpressions`;
  return list(selector.matchExpressions).flatMap((each) => {
    const { scopeName, operator, values } = each as { [key: string]: string };
    const scope = String(scopeName ?? "");
    const count = list(values).length;
    const found = scopes.includes(scope)
      ? []
      : [invalid(`${place}.scopeName`, scope, "unsupported scope")];
    if (resources.some((name) => quotaResources.has(name) && !scopeFits(scope, name)))
      found.push(invalid(place, selector, "unsupported scope applied to resource"));
    switch (operator) {
      case "In":
      case "NotIn":
        if (count > 0) return found;
        return [
          ...found,
          required(
            `${place}.values`,
            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
          ),
        ];
      case "Exists":
      case "DoesNotExist":
        return found;
      default:
        return [
          ...found,
          invalid(`${place}.operator`, operator ?? "", "not a valid selector operator"),
        ];
    }
  });
}
