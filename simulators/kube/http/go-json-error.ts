/** As Go's decoder of Kubernetes has it. */
const depthMax = 10_000;

/** What Go's JSON scanner says is wrong with a text; nothing for one that is well-formed. */
export function goJsonError(text: string): string | undefined {
  if (isTooDeep(text)) return "exceeded max depth";
  const scanner = createScanner(text);
  try {
    scanner.document();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxProblem) return error.message;
    throw error;
  }
}

/** Whether a text is nested deeper than Go reads; counted without nesting calls. */
function isTooDeep(text: string): boolean {
  if (text.length < depthMax) return false;
  let depth = 0;
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inside && character === "\\") at += 1;
    else if (character === '"') inside = !inside;
    else if (inside) continue;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth > depthMax) return true;
  }
  return false;
}

class SyntaxProblem extends Error {}

function createScanner(text: string) {
  let at = 0;
  let depth = 0;
  const fail = (context: string): never => {
    const character = text[at];
    throw new SyntaxProblem(
      character === undefined
        ? "unexpected end of JSON input"
        : `invalid character ${quoteCharacter(character)} ${context}`,
    );
  };
  /** In the midst of a number or word the end of the text reads as a space. */
  const failInside = (context: string): never => {
    if (at < text.length) return fail(context);
    throw new SyntaxProblem(`invalid character ' ' ${context}`);
  };
  const space = () => {
    while (/[ \t\r\n]/.test(text[at] ?? "")) at += 1;
  };
  const enter = () => {
    depth += 1;
    if (depth > depthMax) throw new SyntaxProblem("exceeded max depth");
    at += 1;
  };
  const leave = () => {
    depth -= 1;
    at += 1;
  };
  const value = (): void => {
    space();
    const first = text[at] ?? "";
    if (first === "{") object();
    else if (first === "[") array();
    else if (first === '"') string();
    else if (first === "-" || /\d/.test(first)) number();
    else if (first === "t") word("true");
    else if (first === "f") word("false");
    else if (first === "n") word("null");
    else fail("looking for beginning of value");
  };
  const object = () => {
    enter();
    space();
    if (text[at] === "}") return leave();
    for (;;) {
      space();
      if (text[at] !== '"') fail("looking for beginning of object key string");
      string();
      space();
      if (text[at] !== ":") fail("after object key");
      at += 1;
      value();
      space();
      if (text[at] === "}") return leave();
      if (text[at] !== ",") fail("after object key:value pair");
      at += 1;
    }
  };
  const array = () => {
    enter();
    space();
    if (text[at] === "]") return leave();
    for (;;) {
      value();
      space();
      if (text[at] === "]") return leave();
      if (text[at] !== ",") fail("after array element");
      at += 1;
    }
  };
  const string = () => {
    at += 1;
    for (; text[at] !== '"'; at += 1) {
      if ((text[at] ?? "") < " ") fail("in string literal");
      if (text[at] !== "\\") continue;
      at += 1;
      if (!/[bfnrt\\/"u]/.test(text[at] ?? "")) fail("in string escape code");
      if (text[at] !== "u") continue;
      for (let digit = 0; digit < 4; digit += 1) {
        at += 1;
        if (!/[\da-fA-F]/.test(text[at] ?? "")) fail("in \\u hexadecimal character escape");
      }
    }
    at += 1;
  };
  const digits = (context: string) => {
    if (!/\d/.test(text[at] ?? "")) failInside(context);
    while (/\d/.test(text[at] ?? "")) at += 1;
  };
  const number = () => {
    if (text[at] === "-") at += 1;
    if (text[at] === "0") at += 1;
    else digits("in numeric literal");
    if (text[at] === ".") {
      at += 1;
      digits("after decimal point in numeric literal");
    }
    if (/[eE]/.test(text[at] ?? "")) {
      at += 1;
      if (/[+-]/.test(text[at] ?? "")) at += 1;
      digits("in exponent of numeric literal");
    }
  };
  const word = (literal: string) => {
    for (const [index, letter] of [...literal].entries()) {
      if (text[at] !== letter) failInside(`in literal ${literal} (expecting '${letter}')`);
      at += 1;
      if (index === literal.length - 1) return;
    }
  };
  return {
    document() {
      value();
      space();
      if (at < text.length) fail("after top-level value");
    },
  };
}

function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  const [byte = 0] = new TextEncoder().encode(character);
  if (byte >= 0x80) return `'${String.fromCharCode(byte)}'`;
  const quoted = JSON.stringify(character).slice(1, -1);
  return `'${quoted.replace(/^\\u00/, "\\x")}'`;
}
