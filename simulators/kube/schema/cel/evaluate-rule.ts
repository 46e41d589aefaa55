import type { CelRule } from "../../model/schema.ts";
import { CostExceeded, costOfCallMax, withCost } from "./cost.ts";
import { cel, compileRule, usesOldSelf } from "./environment.ts";

/** What all rules of an object may still cost together. */
export interface Budget {
  left: number;
}

/** What is wrong by `rule`: it is broken, or it could not be told. Nothing where it holds. */
export function evaluateRule(request: {
  rule: CelRule;
  self: unknown;
  oldSelf: unknown;
  /** Nothing changed: then only rules on the change itself count. */
  unchanged: boolean;
  /** Below zero once it is used up: no further rules are run. */
  budget: Budget;
}): { broken: boolean; detail: string } | undefined {
  const { rule, self, oldSelf, unchanged, budget } = request;
  const onChange = usesOldSelf(rule.rule);
  if (onChange && oldSelf === undefined && !rule.optionalOldSelf) return undefined;
  const compiled = compileRule(rule.rule);
  if (compiled instanceof Error)
    return { broken: false, detail: `rule compile error: ${celMessage(compiled)}` };
  const variables = { self, oldSelf: rule.optionalOldSelf ? optional(oldSelf) : oldSelf };
  const found = evaluate(compiled, variables, budget);
  if (found instanceof CostExceeded) {
    budget.left = -1;
    const end = "no further validation rules will be run due to call cost exceeds limit for rule";
    return { broken: false, detail: `'${found.message}': ${end}: ${ruleText(rule)}` };
  }
  if (budget.left < 0) return { broken: false, detail: usedUp };
  if (found instanceof Error) {
    const detail = `${celMessage(found)} evaluating rule: ${ruleText(rule)}`;
    return { broken: false, detail };
  }
  if (found === true || (unchanged && !onChange)) return undefined;
  return { broken: true, detail: messageOf(rule, variables, budget) };
}

const usedUp =
  "validation failed due to running out of cost budget, no further validation rules will be run";

function optional(value: unknown): unknown {
  const { Optional } = cel();
  return value === undefined ? Optional.none() : Optional.of(value);
}

function evaluate(
  compiled: (variables: Record<string, unknown>) => unknown,
  variables: Record<string, unknown>,
  budget: Budget,
): unknown {
  try {
    const { value, cost } = withCost(costOfCallMax, () => compiled(variables));
    budget.left -= cost;
    return value;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Words of the rule's own, where it has any that can be computed. */
function messageOf(rule: CelRule, variables: Record<string, unknown>, budget: Budget): string {
  if (rule.messageExpression) {
    const compiled = compileRule(rule.messageExpression);
    const text = compiled instanceof Error ? compiled : evaluate(compiled, variables, budget);
    if (typeof text === "string" && text.trim() !== "" && !text.includes("\n")) return text.trim();
  }
  return rule.message ? rule.message.trim() : `failed rule: ${ruleText(rule)}`;
}

/** A rule goes by its message, where it has one. */
function ruleText(rule: CelRule): string {
  return (rule.message || rule.rule).trim();
}

/** The library draws the place under its message, and has other words for some. */
export function celMessage(error: Error): string {
  const [line = ""] = error.message.split("\n");
  return line
    .replace(/^No such key: index out of bounds, index (-?\d+).*/, "index out of bounds: $1")
    .replace(/^No such key/, "no such key")
    .replace("goMatches", "matches")
    .replace("paidJoin", "join");
}
