import type { Environment, ParseResult } from "@marcbachmann/cel-js";
import { loadLater } from "../../../support/load-later.ts";
import { createCache } from "../../model/cache.ts";
import { registerLists } from "./lists.ts";
import { parseMetered } from "./metered.ts";
import { registerQuantities } from "./quantities.ts";
import { registerStrings } from "./strings.ts";
import { registerUrls } from "./urls.ts";

/**
 * CEL with the functions that Kubernetes adds for rules and policies. `variables` are of any type: a
 * wrong type or an unknown field shows when it is met, not before.
 */
export function celEnvironment(variables: readonly string[]): Environment {
  base ??= makeBase();
  const environment = base.clone();
  for (const name of variables) environment.registerVariable(name, "dyn");
  return environment;
}

export const cel = loadLater<typeof import("@marcbachmann/cel-js")>("@marcbachmann/cel-js");

let base: Environment | undefined;

function makeBase(): Environment {
  const environment = new (cel().Environment)({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
  });
  registerStrings(environment);
  registerLists(environment);
  registerQuantities(environment);
  registerUrls(environment);
  return environment;
}

let rules: Environment | undefined;
const compiled = createCache<ParseResult | Error>(5000);

/** An expression over `self` and `oldSelf`, or why it is none. */
export function compileRule(expression: string): ParseResult | Error {
  let rule = compiled.get(expression);
  if (rule === undefined) {
    rules ??= celEnvironment(["self", "oldSelf"]);
    try {
      rule = parseMetered(rules, expression);
    } catch (error) {
      rule = error instanceof Error ? error : new Error(String(error));
    }
    compiled.set(expression, rule);
  }
  return rule;
}

/** Whether an expression speaks of `oldSelf`, outside of its strings. */
export function usesOldSelf(expression: string): boolean {
  return /\boldSelf\b/.test(expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, ""));
}
