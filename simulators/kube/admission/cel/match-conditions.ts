import type { Expressions, Variables } from "./expressions.ts";

/** Conditions of a webhook or policy: all must hold; one that can't be told goes by the failure policy. */
export function matchConditions(request: {
  conditions: readonly { name: string; expression: string }[];
  failurePolicy: string;
  expressions: Expressions;
  variables: Variables;
}): { matches: boolean; error?: string | undefined } {
  const { conditions, failurePolicy, expressions, variables } = request;
  const errors: string[] = [];
  for (const { expression } of conditions) {
    const result = expressions.evaluate(expression, variables);
    if ("error" in result) errors.push(result.error);
    else if (result.value === false) return { matches: false };
  }
  if (errors.length === 0) return { matches: true };
  if (failurePolicy !== "Fail") return { matches: false };
  const distinct = [...new Set(errors)];
  return {
    matches: false,
    error: distinct.length === 1 ? distinct[0] : `[${distinct.join(", ")}]`,
  };
}
