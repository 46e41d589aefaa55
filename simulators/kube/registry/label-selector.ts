import { goQuote } from "../access/go-quote.ts";
import { labelValue, qualifiedName } from "../definitions/validation/name-rules.ts";
import { badRequest } from "../model/api-error.ts";

/** Whether labels meet a selector. */
export type LabelSelector = (labels: Record<string, string> | undefined) => boolean;

interface Token {
  text: string;
  kind: "word" | "operator";
}

/** Parses `a=b,c!=d,e in (f,g),h notin (i),j,!k`. @throws ApiError BadRequest. */
export function parseLabelSelector(text: string): LabelSelector | undefined {
  if (text.trim() === "") return undefined;
  const tokens = tokenize(text);
  const requirements: LabelSelector[] = [];
  let at = 0;
  const next = () => tokens[at++];
  for (;;) {
    requirements.push(
      parseRequirement(tokens[at]?.text === "!" ? "!" : "", next, () => tokens[at]),
    );
    const separator = next();
    if (!separator) break;
    if (separator.text !== ",") {
      throw badRequest(`found '${separator.text}', expected: ',' or 'end of string'`);
    }
    const after = tokens[at];
    if (after?.kind !== "word" && after?.text !== "!") {
      throw badRequest(`found '${after?.text ?? ""}', expected: identifier after ','`);
    }
  }
  return (labels) => requirements.every((requirement) => requirement(labels));
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [part] of text.matchAll(/==|!=|[=!(),<>]|[^\s=!(),<>]+/g)) {
    tokens.push({ text: part, kind: /^[=!(),<>]/.test(part) ? "operator" : "word" });
  }
  return tokens;
}

function parseRequirement(
  not: string,
  next: () => Token | undefined,
  peek: () => Token | undefined,
): LabelSelector {
  if (not) next();
  const key = next();
  if (key?.kind !== "word") {
    const found = `found '${key?.text ?? ""}', expected:`;
    throw not
      ? problem(`${found} identifier`)
      : badRequest(`${found} !, identifier, or 'end of string'`);
  }
  const name = key.text;
  const [wrong] = qualifiedName(name);
  if (wrong !== undefined) {
    throw problem(`<nil>: Invalid value: ${goQuote(name)}: ${wrong}`);
  }
  const labelled = (value: string) => requireLabel(value, name);
  if (not) return (labels) => labels?.[name] === undefined;
  const operator = peek();
  if (!operator || operator.text === ",") return (labels) => labels?.[name] !== undefined;
  next();
  switch (operator.text) {
    case "=":
    case "==": {
      const value = labelled(wordOrNothing(next, peek));
      return (labels) => labels?.[name] === value;
    }
    case "!=": {
      const value = labelled(wordOrNothing(next, peek));
      return (labels) => labels?.[name] !== value;
    }
    case "in": {
      const values = parseValues(next);
      [...values].sort().forEach((value, index) => void requireLabel(value, name, index));
      return (labels) => labels?.[name] !== undefined && values.has(labels[name]);
    }
    case "notin": {
      const values = parseValues(next);
      return (labels) => labels?.[name] === undefined || !values.has(labels[name]);
    }
    case "<":
    case "gt":
    case ">":
    case "lt": {
      const given = labelled(wordOrNothing(next, peek));
      if (!/^[+-]?\d+$/.test(given)) {
        const why = "for 'Gt', 'Lt' operators, the value must be an integer";
        throw problem(`values[0]: Invalid value: ${goQuote(given)}: ${why}`);
      }
      const bound = Number(given);
      const less = operator.text === "<" || operator.text === "lt";
      return (labels) => {
        const value = Number(labels?.[name]);
        return labels?.[name] !== undefined && (less ? value < bound : value > bound);
      };
    }
    default:
      throw problem(`found '${operator.text}', expected: in, notin, =, ==, !=, gt, lt`);
  }
}

function wordOrNothing(next: () => Token | undefined, peek: () => Token | undefined): string {
  const token = peek();
  if (!token || token.text === ",") return "";
  if (token.kind !== "word") throw problem(`found '${token.text}', expected: identifier`);
  next();
  return token.text;
}

function parseValues(next: () => Token | undefined): Set<string> {
  const values = new Set<string>();
  const open = next();
  if (open?.text !== "(") throw problem(`found '${open?.text ?? ""}' expected: '('`);
  for (;;) {
    const token = next();
    if (!token) throw problem("found '', expected: ',', ')' or identifier");
    if (token.text === ")") return values;
    if (token.text !== ",") values.add(token.text);
  }
}

function requireLabel(value: string, key: string, index = 0): string {
  const [wrong] = labelValue(value);
  if (wrong === undefined) return value;
  throw problem(`values[${index}][${key}]: Invalid value: ${goQuote(value)}: ${wrong}`);
}

function problem(why: string) {
  return badRequest(`unable to parse requirement: ${why}`);
}
