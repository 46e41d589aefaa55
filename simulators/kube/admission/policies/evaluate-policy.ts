import type { Expressions, Variables } from "../cel/expressions.ts";
import { matchConditions } from "../cel/match-conditions.ts";
import type { Policy, Validation } from "./policy.ts";

/** One thing a policy holds against a request. */
export interface Objection {
  message: string;
  reason?: string;
  /** Not a matter of the binding's actions: the request is refused. */
  always?: boolean;
}

/** What a policy holds against a request, in the order of its validations. */
export function evaluatePolicy(
  policy: Policy,
  { expressions, variables }: { expressions: Expressions; variables: Variables },
): Objection[] {
  const { failurePolicy = "Fail", validations = [], auditAnnotations = [] } = policy;
  const fails = failurePolicy === "Fail";
  const known = { ...variables, variables: lazyVariables(policy, expressions, variables) };
  const { matches, error } = matchConditions({
    conditions: policy.matchConditions ?? [],
    failurePolicy,
    expressions,
    variables: known,
  });
  if (error !== undefined) return fails ? [{ message: error }] : [];
  if (!matches) return [];
  const objections = validations.flatMap((validation): Objection[] => {
    const result = expressions.evaluate(validation.expression, known);
    if ("error" in result) return fails ? [{ message: result.error }] : [];
    if (result.value === true) return [];
    const message = messageOf(validation, expressions, known);
    return [{ message, reason: validation.reason ?? "Invalid" }];
  });
  // Annotations themselves go to the audit log alone.
  const annotations = auditAnnotations.flatMap(({ valueExpression }): Objection[] => {
    const result = expressions.evaluate(valueExpression, known);
    return "error" in result && fails ? [{ message: result.error, always: true }] : [];
  });
  return [...objections, ...annotations];
}

/** Worked out when an expression asks for them, and once. */
function lazyVariables(policy: Policy, expressions: Expressions, variables: Variables): object {
  const values: Record<string, unknown> = {};
  const whole = { ...variables, variables: values };
  for (const { name, expression } of policy.variables ?? []) {
    let result: ReturnType<Expressions["evaluate"]> | undefined;
    Object.defineProperty(values, name, {
      enumerable: true,
      get() {
        result ??= expressions.evaluate(expression, whole);
        if (!("error" in result)) return result.value;
        const inner = result.error.replace(/^expression '[\s\S]*?' resulted in error: /, "");
        throw new Error(`composited variable ${JSON.stringify(name)} fails to evaluate: ${inner}`);
      },
    });
  }
  return values;
}

const messageBytesMax = 5 * 1024;

function messageOf(
  { expression, message, messageExpression }: Validation,
  expressions: Expressions,
  variables: Variables,
): string {
  if (messageExpression) {
    const result = expressions.evaluate(messageExpression, variables);
    const text = "value" in result && typeof result.value === "string" ? result.value.trim() : "";
    const fits = Buffer.byteLength(text) <= messageBytesMax && !text.includes("\n");
    if (text !== "" && fits) return text;
  }
  return message?.trim() || `failed expression: ${expression.trim()}`;
}
