import { isDeepStrictEqual } from "node:util";
import type { FieldError } from "../../model/api-error.ts";
import type { CelRule, Schema, SchemaSet } from "../../model/schema.ts";
import { isObject } from "../is-object.ts";
import { correlatedItems } from "../validate/correlate.ts";
import { fieldName } from "../validate/field-errors.ts";
import { celValue } from "./cel-value.ts";
import { costOfObjectMax } from "./cost.ts";
import { type Budget, evaluateRule } from "./evaluate-rule.ts";
import { hasRules } from "./has-rules.ts";

interface Place {
  schemas: SchemaSet;
  schema: Schema;
  value: unknown;
  old: unknown;
  path: string;
  budget: Budget;
}

/** The `x-kubernetes-validations` of a schema and all below it. */
export function validateRules(request: {
  schemas: SchemaSet;
  schema: Schema;
  value: unknown;
  old?: unknown;
}): FieldError[] {
  return validate({ old: undefined, ...request, path: "", budget: { left: costOfObjectMax } });
}

function validate(place: Place): FieldError[] {
  const { schema, value } = place;
  if (value === null || value === undefined || !hasRules(schema)) return [];
  if (place.budget.left < 0) return [];
  const errors = schema.validations ? checkRules(place, schema.validations) : [];
  return [...errors, ...below(place)];
}

function checkRules(place: Place, rules: readonly CelRule[]): FieldError[] {
  const { schemas, schema, value, old, path, budget } = place;
  const self = celValue(value, schema, schemas);
  const oldSelf = old === undefined || old === null ? undefined : celValue(old, schema, schemas);
  const unchanged = oldSelf !== undefined && isDeepStrictEqual(value, old);
  return rules.flatMap((rule) => {
    if (budget.left < 0) return [];
    const problem = evaluateRule({ rule, self, oldSelf, unchanged, budget });
    if (problem === undefined) return [];
    const field = path + (problem.broken ? (rule.fieldPath ?? "") : "");
    return [ruleError(rule, field.replace(/^\./, ""), schema.type ?? "", problem)];
  });
}

/** A broken rule has the reason it names; one that could not be evaluated is always Invalid. */
function ruleError(
  rule: CelRule,
  path: string,
  type: string,
  { broken, detail }: { broken: boolean; detail: string },
): FieldError {
  const field = fieldName(path);
  switch (broken ? rule.reason : undefined) {
    case "FieldValueForbidden":
      return { type: "FieldValueForbidden", field, detail };
    case "FieldValueRequired":
      return { type: "FieldValueRequired", field, detail };
    case "FieldValueDuplicate":
      return { type: "FieldValueDuplicate", field, value: type, detail: "" };
    default:
      return { type: "FieldValueInvalid", field, value: type, detail };
  }
}

function below(place: Place): FieldError[] {
  const { schema, value, old, path } = place;
  const { items, properties = {}, additionalProperties } = schema;
  if (Array.isArray(value)) {
    if (!items) return [];
    const before = correlatedItems(place, value);
    return value.flatMap((item, index) =>
      validate({
        ...place,
        schema: items,
        value: item,
        old: before[index],
        path: `${path}[${index}]`,
      }),
    );
  }
  if (!isObject(value)) return [];
  // An atomic map is one value: its parts have no past of their own.
  const before = isObject(old) && schema.mapType !== "atomic" ? old : {};
  return Object.entries(value).flatMap(([key, field]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const of = property ?? additionalProperties;
    if (typeof of !== "object") return [];
    const child = path === "" ? key : `${path}.${key}`;
    const at = property ? child : `${path}[${key}]`;
    return validate({ ...place, schema: of, value: field, old: before[key], path: at });
  });
}
