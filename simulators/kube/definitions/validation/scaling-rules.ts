import { invalid } from "../../model/findings.ts";
import { all, type Check, fields, given, items, must, number, oneOf } from "./check.ts";

const positiveCount: Check = (value, at) =>
  number(value) > 0 ? [] : [invalid(at, number(value), "must be greater than zero")];

function upTo(most: number): Check {
  return (value, at) =>
    number(value) > most
      ? [invalid(at, number(value), `must be less than or equal to ${most}`)]
      : [];
}

/** How fast an autoscaler goes one way. */
export const scalingRules: Check = fields({
  stabilizationWindowSeconds: given(
    all(
      (value, at) =>
        number(value) < 0 ? [invalid(at, value, "must be greater than or equal to zero")] : [],
      upTo(3600),
    ),
  ),
  selectPolicy: given(oneOf("Disabled", "Max", "Min")),
  policies: must(
    items(
      fields({
        type: oneOf("Percent", "Pods"),
        value: positiveCount,
        periodSeconds: all(positiveCount, upTo(1800)),
      }),
    ),
    "must specify at least one Policy",
  ),
});
