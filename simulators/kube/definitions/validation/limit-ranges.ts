import type { FieldError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { duplicate, forbidden, invalid, required } from "../../model/findings.ts";
import { list, text } from "./check.ts";
import type { KindRules } from "./kind-rules.ts";
import { qualifiedName } from "./name-rules.ts";
import { amount, whole } from "./numbers.ts";
import { containerResource, isOvercommitted, resourceName } from "./resource-names.ts";

export const limitRangeKinds: Record<string, KindRules> = {
  "LimitRange ": { validate: validateLimitRange },
};

const limitTypes = ["Pod", "Container", "PersistentVolumeClaim"];
type Amounts = Record<string, string>;

function validateLimitRange(value: unknown): FieldError[] {
  const seen = new Set<unknown>();
  return list(((value as ApiObject).spec as { limits?: unknown })?.limits).flatMap(
    (limit, index) => {
      const at = `spec.limits[${index}]`;
      const { type = "", ...amounts } = limit as { type?: string } & Record<string, Amounts>;
      const found = typeProblems(type, `${at}.type`);
      if (seen.has(type)) found.push(duplicate(`${at}.type`, type));
      seen.add(type);
      return [...found, ...limitProblems(type, amounts as Record<string, Amounts>, at)];
    },
  );
}

function typeProblems(type: string, at: string): FieldError[] {
  const found = text(qualifiedName)(type, at);
  if (found.length > 0 || type.includes("/") || limitTypes.includes(type)) return found;
  return [invalid(at, type, "must be a standard limit type or fully qualified")];
}

function limitProblems(type: string, given: Record<string, Amounts>, at: string): FieldError[] {
  const named = type === "Pod" || type === "Container" ? containerResource : resourceName;
  const names = (key: string) =>
    Object.keys(given[key] ?? {}).flatMap((name) => named(name, `${at}.${key}[${name}]`));
  const defaults = ["default", "defaultRequest"].flatMap((key) => {
    if (type !== "Pod") return names(key);
    if (Object.keys(given[key] ?? {}).length === 0) return [];
    return [forbidden(`${at}.${key}`, "may not be specified when `type` is 'Pod'")];
  });
  const noStorage = !given.min?.storage && !given.max?.storage;
  const detail = "either minimum or maximum storage value is required, but neither was provided";
  const kinds = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"];
  const all = new Set(kinds.flatMap((kind) => Object.keys(given[kind] ?? {})));
  return [
    ...names("max"),
    ...names("min"),
    ...defaults,
    ...(type === "PersistentVolumeClaim" && noStorage ? [required(`${at}.limits`, detail)] : []),
    ...names("maxLimitRequestRatio"),
    ...[...all].flatMap((name) => compareLimits(name, type === "Pod" ? bare(given) : given, at)),
  ];
}

function bare({ default: _, defaultRequest: __, ...rest }: Record<string, Amounts>) {
  return rest;
}

/** How the amounts of one resource stand to each other: `[what, its name, more than what, its name, told of]`. */
const orders = [
  ["min", "min value", "max", "max value", "min", "min"],
  [
    "min",
    "min value",
    "defaultRequest",
    "default request value",
    "defaultRequest",
    "defaultRequest",
  ],
  [
    "defaultRequest",
    "default request value",
    "max",
    "max value",
    "defaultRequest",
    "defaultRequest",
  ],
  [
    "defaultRequest",
    "default request value",
    "default",
    "default limit value",
    "defaultRequest",
    "defaultRequest",
  ],
  ["min", "min value", "default", "default value", "default", "min"],
  ["default", "default value", "max", "max value", "default", "max"],
] as const;

function compareLimits(name: string, given: Record<string, Amounts>, at: string): FieldError[] {
  const found = orders.flatMap(([low, lowName, high, highName, place, shown]) => {
    const [one, other] = [given[low]?.[name], given[high]?.[name]];
    if (one === undefined || other === undefined || amount(one) <= amount(other)) return [];
    const detail = `${lowName} ${one} is greater than ${highName} ${other}`;
    return [invalid(`${at}.${place}[${name}]`, given[shown]?.[name], detail)];
  });
  const ratio = given.maxLimitRequestRatio?.[name];
  const ratioAt = `${at}.maxLimitRequestRatio[${name}]`;
  if (ratio !== undefined && amount(ratio) < whole)
    found.push(invalid(ratioAt, ratio, `ratio ${ratio} is less than 1`));
  const [min, max] = [given.min?.[name], given.max?.[name]];
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const limit = Number(amount(max)) / Number(amount(min));
    if (Number(amount(ratio)) / Number(whole) > limit) {
      const detail = `ratio ${ratio} is greater than max/min = ${limit.toFixed(6)}`;
      found.push(invalid(ratioAt, ratio, detail));
    }
  }
  const [usual, asked] = [given.default?.[name], given.defaultRequest?.[name]];
  if (
    !isOvercommitted(name) &&
    usual !== undefined &&
    asked !== undefined &&
    amount(usual) !== amount(asked)
  ) {
    const detail = `default value ${usual} must equal to defaultRequest value ${asked} in ${name}`;
    found.push(invalid(`${at}.defaultRequest[${name}]`, asked, detail));
  }
  return found;
}
