import type { FieldError } from "../../../model/api-error.ts";
import { duplicate, invalid, required, unsupported } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import { type Check, fields, list, oneOf } from "../check.ts";
import type { Spec } from "./templates.ts";

/** What a Job makes of how its Pods failed. */
export function failurePolicy(spec: Spec, at: string): FieldError[] {
  if (!isObject(spec.podFailurePolicy)) return [];
  return list(spec.podFailurePolicy.rules).flatMap((rule, index) =>
    judge(rule, `${at}.rules[${index}]`),
  );
}

const actions = oneOf("Count", "FailIndex", "FailJob", "Ignore");

const judge: Check = (rule, at) => {
  const { action, onExitCodes, onPodConditions } = rule as Spec;
  const conditions = list(onPodConditions);
  const found = action
    ? actions(action, `${at}.action`)
    : [required(`${at}.action`, "valid values: []")];
  if (isObject(onExitCodes)) found.push(...exitCodes(onExitCodes, `${at}.onExitCodes`));
  if (isObject(onExitCodes) && conditions.length > 0)
    found.push(whole(at, "specifying both OnExitCodes and OnPodConditions is not supported"));
  if (!isObject(onExitCodes) && conditions.length === 0)
    found.push(whole(at, "specifying one of OnExitCodes and OnPodConditions is required"));
  return found;
};

/** An error that prints no value. */
function whole(field: string, detail: string): FieldError {
  return { type: "FieldValueInvalid", field, detail };
}

function exitCodes(codes: Spec, at: string): FieldError[] {
  const values = list(codes.values);
  const seen = new Set<unknown>();
  return [
    ...fields({ operator: oneOf("In", "NotIn") })(codes, at),
    ...(values.length === 0
      ? [invalid(`${at}.values`, values, "at least one value is required")]
      : []),
    ...values.flatMap((value, index) => {
      const place = `${at}.values[${index}]`;
      const twice = seen.has(value);
      seen.add(value);
      return [
        ...(codes.operator === "In" && value === 0
          ? [invalid(place, 0, "must not be 0 for the In operator")]
          : []),
        ...(twice ? [duplicate(place, value)] : []),
      ];
    }),
  ];
}

export function replacementPolicy(spec: Spec, at: string): FieldError[] {
  const policy = spec.podReplacementPolicy;
  if (policy === undefined || policy === null) return [];
  if (isObject(spec.podFailurePolicy))
    return policy === "Failed" ? [] : [unsupported(at, policy, ["Failed"])];
  return oneOf("Failed", "TerminatingOrFailed")(policy, at);
}
