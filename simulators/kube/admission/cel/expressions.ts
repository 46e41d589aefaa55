import type { Environment, ParseResult } from "@marcbachmann/cel-js";
import type { ApiObject } from "../../model/api-object.ts";
import { createCache } from "../../model/cache.ts";
import { noReferences } from "../../model/schema.ts";
import type { FoundResource } from "../../registry/catalog.ts";
import { celValue } from "../../schema/cel/cel-value.ts";
import { costOfCallMax, withCost } from "../../schema/cel/cost.ts";
import { celEnvironment } from "../../schema/cel/environment.ts";
import { celMessage } from "../../schema/cel/evaluate-rule.ts";
import { parseMetered } from "../../schema/cel/metered.ts";
import type { Attributes } from "../attributes.ts";
import { convert } from "../equivalents.ts";
import { reviewRequest } from "../review-request.ts";
import { type Authorize, authorizerFor } from "./authorizer.ts";
import { registerAuthorizer } from "./authorizer-library.ts";

/** What expressions speak of, by name. */
export type Variables = Record<string, unknown>;

export type Evaluated = { value: unknown } | { error: string };

/** Expressions of match conditions and policies. */
export interface Expressions {
  variables(of: {
    attributes: Attributes;
    found: FoundResource;
    params?: ApiObject | null;
    namespace?: ApiObject;
  }): Variables;
  evaluate(expression: string, variables: Variables): Evaluated;
}

export function createExpressions(authorize: Authorize): Expressions {
  let environment: Environment | undefined;
  const compiled = createCache<ParseResult | Error>(5000);
  const compile = (expression: string) => {
    let known = compiled.get(expression);
    if (!known) {
      environment ??= registerAuthorizer(celEnvironment(names));
      known = parse(environment, expression);
      compiled.set(expression, known);
    }
    return known;
  };
  return {
    variables({ attributes, found, params, namespace }) {
      const { object, oldObject } = attributes;
      const shown = (each: ApiObject | undefined) =>
        each ? plain(convert(each, attributes.found, found)) : null;
      return {
        object: shown(object),
        oldObject: shown(oldObject),
        request: plain(reviewRequest(attributes, found)),
        params: params ? plain(params) : null,
        namespaceObject: namespace ? plain(namespace) : null,
        authorizer: authorizerFor(attributes, authorize),
        variables: {},
      };
    },
    evaluate(expression, variables) {
      const program = compile(expression);
      if (program instanceof Error) {
        const error = `compilation error: compilation failed: ${celMessage(program)}`;
        return { error };
      }
      try {
        return { value: withCost(costOfCallMax, () => program(variables)).value };
      } catch (thrown) {
        const said = thrown instanceof Error ? celMessage(thrown) : String(thrown);
        // Types are told when an expression is compiled alone.
        const error = said.replace(/^(no such overload):.*/, "$1");
        return { error: `expression '${expression}' resulted in error: ${error}` };
      }
    },
  };
}

const names = [
  "object",
  "oldObject",
  "request",
  "params",
  "namespaceObject",
  "authorizer",
  "variables",
];

/** Nothing is known of types here: whole numbers are ints, all else is as JSON has it. */
function plain(value: unknown): unknown {
  return celValue(value, undefined, noReferences);
}

function parse(environment: Environment, expression: string): ParseResult | Error {
  try {
    const program = parseMetered(environment, expression);
    const { error } = program.check();
    return error ?? program;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
