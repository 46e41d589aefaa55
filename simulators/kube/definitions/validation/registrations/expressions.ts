import type { Environment, TypeCheckResult } from "@marcbachmann/cel-js";
import { registerAuthorizer } from "../../../admission/cel/authorizer-library.ts";
import type { FieldError } from "../../../model/api-error.ts";
import { duplicate, invalid, required, tooLong } from "../../../model/findings.ts";
import { celEnvironment } from "../../../schema/cel/environment.ts";
import { celMessage } from "../../../schema/cel/evaluate-rule.ts";
import { parseMetered } from "../../../schema/cel/metered.ts";
import { type Check, list } from "../check.ts";
import { qualifiedName } from "../name-rules.ts";

/** What may stand in an expression. */
export interface Names {
  params: boolean;
  authorizer: boolean;
  variables: boolean;
}

/** Whether a text is an expression of a type, `bool`; without a type any will do. */
export function expressionProblems(
  expression: string,
  at: string,
  { names, types }: { names: Names; types: readonly string[] },
): FieldError[] {
  const detail = problemOf(expression, names, types);
  return detail === undefined ? [] : [invalid(at, expression, detail)];
}

const environments = new Map<string, Environment>();

function problemOf(expression: string, names: Names, types: readonly string[]) {
  const { valid, type = "", error } = check(environmentOf(names), expression);
  if (!valid && error) {
    const { code, range } = error as { code?: string; range?: { start: number } };
    const said = celMessage(error);
    const name = /^Unknown variable: (.*)$/.exec(said)?.[1];
    const told = name ? `undeclared reference to '${name}' (in container '')` : said;
    // Types are known better here than the server knows them: what it would only see later is let in.
    if (code === "no_such_key") return undefined;
    return `compilation failed: ${pointAt(expression, range?.start ?? 0, told)}`;
  }
  // What the server knows the type of is not known here.
  const known = !/\b(variables|request|namespaceObject)\b/.test(expression);
  if (types.length === 0 || types.includes(type) || (type === "dyn" && !known)) return undefined;
  const wanted = types.length === 1 ? types[0] : `one of [${types.join(" ")}]`;
  return `must evaluate to ${wanted} but got ${type}`;
}

function check(environment: Environment, expression: string): TypeCheckResult {
  try {
    return parseMetered(environment, expression).check();
  } catch (error) {
    if (error instanceof Error) return { valid: false, error: error as never };
    throw error;
  }
}

function environmentOf({ params, authorizer, variables }: Names): Environment {
  const names = [
    ...["object", "oldObject", "request", "namespaceObject"],
    ...(params ? ["params"] : []),
    ...(authorizer ? ["authorizer"] : []),
    ...(variables ? ["variables"] : []),
  ];
  const known = environments.get(names.join());
  if (known) return known;
  const made = registerAuthorizer(celEnvironment(names));
  environments.set(names.join(), made);
  return made;
}

/** An error with its place, as cel-go draws it. */
function pointAt(expression: string, offset: number, told: string): string {
  const before = expression.slice(0, offset).split("\n");
  const column = (before.at(-1) ?? "").length;
  const line = expression.split("\n")[before.length - 1] ?? "";
  const dots = ".".repeat(column);
  return `ERROR: <input>:${before.length}:${column + 1}: ${told}\n | ${line}\n | ${dots}^`;
}

/** `matchConditions` of webhooks and policies. */
export const matchConditions =
  (names: Names): Check =>
  (value, at) => {
    const seen = new Set<string>();
    const conditions = list(value) as { name?: string; expression?: string }[];
    const most = conditions.length > 64 ? [tooLong(at, 64)] : [];
    return [
      ...most,
      ...conditions.flatMap(({ name = "", expression = "" }, index) => {
        const place = `${at}[${index}]`;
        const again = name !== "" && seen.has(name);
        seen.add(name);
        return [
          ...(expression.trim() === ""
            ? [required(`${place}.expression`)]
            : expressionProblems(expression.trim(), `${place}.expression`, {
                names,
                types: ["bool"],
              })),
          ...(name === ""
            ? [required(`${place}.name`)]
            : qualifiedName(name).map((told) => invalid(`${place}.name`, name, told))),
          ...(again ? [duplicate(`${place}.name`, name)] : []),
        ];
      }),
    ];
  };
