import type { FieldError } from "../../model/api-error.ts";
import { invalid } from "../../model/findings.ts";
import type { CelRule } from "../../model/schema.ts";
import { declaredType } from "../../schema/cel/estimate/declared-type.ts";
import { judgeExpression } from "../../schema/cel/estimate/judge-rule.ts";
import type { CelType } from "../../schema/cel/estimate/type.ts";
import type { JsonSchemaProps } from "./crd-shape.ts";
import { createRuleCosts, type RuleCosts, timesOften } from "./rule-costs.ts";

/** Of a request, in bytes. */
const requestBytesMax = 3 * 1024 * 1024;

/** Where a schema stands in the whole. */
interface Place {
  at: string;
  isRoot: boolean;
  /** How many values of it an object may have, if lists and maps around it have limits. */
  count: bigint | undefined;
  /** The outermost list around it whose items have no counterpart in the object before. */
  unmatched?: string | undefined;
}

/** Types and costs of the rules of a schema that is well otherwise. */
export function validateRules(schema: JsonSchemaProps, at: string): FieldError[] {
  const costs = createRuleCosts();
  return [...visit(schema, { at, isRoot: true, count: 1n }, costs), ...costs.total(at)];
}

function visit(schema: JsonSchemaProps, place: Place, costs: RuleCosts): FieldError[] {
  const { properties = {}, items, additionalProperties } = schema;
  const { at } = place;
  const count = place.count === undefined ? undefined : countBelow(schema, place.count);
  const isMatched = schema["x-kubernetes-list-type"] === "map";
  const unmatched = place.unmatched ?? (items && !isMatched ? at : undefined);
  const below = { isRoot: false, count, unmatched: place.unmatched };
  return [
    ...(typeof additionalProperties === "object"
      ? visit(additionalProperties, { ...below, at: `${at}.additionalProperties` }, costs)
      : []),
    ...Object.entries(properties).flatMap(([name, property]) =>
      visit(property, { ...below, at: `${at}.properties[${name}]` }, costs),
    ),
    ...(items ? visit(items, { ...below, at: `${at}.items`, unmatched }, costs) : []),
    ...rulesOf(schema, place, costs),
  ];
}

function countBelow(
  { type, additionalProperties, maxProperties, maxItems }: JsonSchemaProps,
  count: bigint,
): bigint | undefined {
  let limit: number | undefined = 1;
  if (type === "object" && additionalProperties !== undefined) limit = maxProperties;
  else if (type === "array") limit = maxItems;
  return limit === undefined ? undefined : timesOften(count, BigInt(Math.max(0, limit)));
}

function rulesOf(schema: JsonSchemaProps, place: Place, costs: RuleCosts): FieldError[] {
  const rules = schema["x-kubernetes-validations"] ?? [];
  if (rules.length === 0) return [];
  const isWhole = place.isRoot || schema["x-kubernetes-embedded-resource"] === true;
  const self = declaredType(schema, isWhole);
  if (!self) return [];
  return rules.flatMap((rule, index) =>
    judgeRule(
      rule,
      self,
      { ...place, at: `${place.at}.x-kubernetes-validations[${index}]` },
      costs,
    ),
  );
}

function judgeRule(rule: CelRule, self: CelType, place: Place, costs: RuleCosts): FieldError[] {
  const { at, unmatched } = place;
  const field = `${at}.rule`;
  const often = place.count ?? BigInt(Math.floor(requestBytesMax / (self.minSize + 1)));
  const judged = judgeExpression(rule.rule, self, rule);
  if ("problem" in judged)
    return [invalid(field, inGo(rule), `compilation failed: ${judged.problem}`)];
  if (judged.type.kind !== "bool") {
    return [invalid(field, inGo(rule), "cel expression must evaluate to a bool")];
  }
  const errors = costs.note(field, timesOften(judged.costMax, often), "estimated rule cost");
  if (rule.messageExpression) errors.push(...judgeMessage(rule, self, at, costs));
  if (judged.usesOldSelf && unmatched !== undefined) {
    const why = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${unmatched}`;
    errors.push(invalid(field, rule.rule, why));
  } else if (!judged.usesOldSelf && rule.optionalOldSelf !== undefined) {
    const why = "may not be set if oldSelf is not used in rule";
    errors.push(invalid(`${at}.optionalOldSelf`, rule.optionalOldSelf, why));
  }
  return errors;
}

function judgeMessage(rule: CelRule, self: CelType, at: string, costs: RuleCosts): FieldError[] {
  const field = `${at}.messageExpression`;
  const judged = judgeExpression(rule.messageExpression ?? "", self, rule);
  if ("problem" in judged) {
    return [invalid(field, inGo(rule), `messageExpression compilation failed: ${judged.problem}`)];
  }
  if (judged.type.kind !== "string") {
    return [invalid(field, inGo(rule), "messageExpression must evaluate to a string")];
  }
  return costs.note(field, judged.costMax, "estimated messageExpression cost");
}

/** A rule as Go's own struct is written, which has no names for JSON. */
function inGo({
  rule,
  message = "",
  messageExpression = "",
  reason,
  fieldPath = "",
  optionalOldSelf,
}: CelRule) {
  return {
    Rule: rule,
    Message: message,
    MessageExpression: messageExpression,
    Reason: reason ?? null,
    FieldPath: fieldPath,
    OptionalOldSelf: optionalOldSelf ?? null,
  };
}
