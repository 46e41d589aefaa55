import type { CelRule } from "../../../model/schema.ts";
import { celEnvironment } from "../environment.ts";
import { checkTypes } from "./check.ts";
import { estimateCost } from "./cost.ts";
import { expand, type Node } from "./expand.ts";
import { CelError, CelErrors, type Expression } from "./expression.ts";
import { type CelType, optionalOf } from "./type.ts";

/** What is to be said of an expression before it is ever evaluated. */
export type Judged = { problem: string } | { type: CelType; costMax: bigint; usesOldSelf: boolean };

/** Judges an expression over values of `self`. */
export function judgeExpression(
  source: string,
  self: CelType,
  { optionalOldSelf = false }: Pick<CelRule, "optionalOldSelf">,
): Judged {
  try {
    const root = parse(source);
    const variables = new Map([
      ["self", self],
      ["oldSelf", optionalOldSelf ? optionalOf(self) : self],
    ]);
    const types = checkTypes(root, variables);
    const type = types.get(root) ?? self;
    const usesOldSelf = [...types.keys()].some(
      (part) => part.kind === "ident" && part.name === "oldSelf",
    );
    return { type, costMax: estimateCost(root, types, self).max, usesOldSelf };
  } catch (error) {
    if (error instanceof CelError || error instanceof CelErrors)
      return { problem: error.in(source) };
    throw error;
  }
}

/** Why an expression can't be of these variables; nothing when it may. */
export function typeProblem(
  source: string,
  variables: ReadonlyMap<string, CelType>,
): string | undefined {
  try {
    checkTypes(parse(source), variables);
    return undefined;
  } catch (error) {
    if (error instanceof CelError || error instanceof CelErrors) return error.in(source);
    throw error;
  }
}

let environment: ReturnType<typeof celEnvironment> | undefined;

function parse(source: string): Expression {
  environment ??= celEnvironment(["self", "oldSelf"]);
  let tree: Node;
  try {
    tree = environment.parse(source).ast as unknown as Node;
  } catch (error) {
    throw syntaxError(error as Error, source);
  }
  return expand(tree, source);
}

/** Where an operand is missing at the end the real server's words are known; else they are the library's. */
function syntaxError({ message }: Error, source: string): CelError {
  const [line = ""] = message.split("\n");
  const atEnd = /Unexpected token: EOF/.test(line);
  if (!atEnd) return new CelError(`Syntax error: ${line}`, 0);
  const expected =
    "'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER";
  return new CelError(
    `Syntax error: mismatched input '<EOF>' expecting {${expected}}`,
    source.length,
  );
}
