import type { FieldError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import type { Check } from "./check.ts";

/** What the API server's code holds a kind to, beyond the metadata all kinds have. */
export interface KindRules {
  /** The object as it would be stored, whether it is new or not. */
  validate: Check;
  /** What only a new object is held to. */
  create?(object: ApiObject): FieldError[];
  /** What may not change. */
  update?(object: ApiObject, old: ApiObject): FieldError[];
  /** What the status may be. */
  status?(object: ApiObject, old: ApiObject): FieldError[];
  /** Changes are told before the rest. */
  changeFirst?: boolean;
  /** How often an update is held to `validate` as well, once unless told: each time is a cause. */
  timesOnUpdate?: number;
}

/** All that is wrong with an update, in the server's order. */
export function judgeUpdate(rules: KindRules, object: ApiObject, old: ApiObject): FieldError[] {
  const { timesOnUpdate = 1 } = rules;
  const whole = Array.from({ length: timesOnUpdate }, () => rules.validate(object, "")).flat();
  const changes = rules.update?.(object, old) ?? [];
  return rules.changeFirst ? [...changes, ...whole] : [...whole, ...changes];
}
