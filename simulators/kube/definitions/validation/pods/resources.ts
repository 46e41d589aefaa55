import type { FieldError } from "../../../model/api-error.ts";
import { invalid, required } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import type { Check } from "../check.ts";
import { amount, nonNegativeAmount, wholeAmount } from "../numbers.ts";
import { containerResource, isHugePages, isOvercommitted, isWhole } from "../resource-names.ts";

/** What a container asks for and may use at most. */
export const resources: Check = (value, at) => {
  const { limits, requests } = (value ?? {}) as { limits?: unknown; requests?: unknown };
  const most = isObject(limits) ? limits : {};
  const least = isObject(requests) ? requests : {};
  return [
    ...Object.entries(most).flatMap(([name, quantity]) => one(name, quantity, `${at}.limits`)),
    ...Object.entries(least).flatMap(([name, quantity]) => [
      ...one(name, quantity, `${at}.requests`),
      ...compare({ name, asked: quantity, limit: most[name], at }),
    ]),
  ];
};

function one(name: string, quantity: unknown, at: string): FieldError[] {
  const place = `${at}[${name}]`;
  return [
    ...containerResource(name, place),
    ...nonNegativeAmount(quantity, place),
    ...(isWhole(name) || isHugePages(name) ? wholeAmount(quantity, place) : []),
  ];
}

function compare(options: {
  name: string;
  asked: unknown;
  limit: unknown;
  at: string;
}): FieldError[] {
  const { name, asked, limit, at } = options;
  if (limit === undefined || limit === null) {
    if (isOvercommitted(name)) return [];
    return [required(`${at}.limits`, "Limit must be set for non overcommitable resources")];
  }
  const place = `${at}.requests`;
  if (amount(asked) !== amount(limit) && !isOvercommitted(name))
    return [invalid(place, String(asked), `must be equal to ${name} limit of ${limit}`)];
  if (amount(asked) > amount(limit))
    return [
      invalid(place, String(asked), `must be less than or equal to ${name} limit of ${limit}`),
    ];
  return [];
}
