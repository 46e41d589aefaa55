/** An expression with its macros written out: the real server counts these as loops. */
export type Expression = { at: number } & (
  | { kind: "literal"; value: unknown }
  | { kind: "ident"; name: string }
  | { kind: "select"; operand: Expression; field: string; isTest: boolean }
  | { kind: "call"; name: string; target?: Expression; args: Expression[] }
  | { kind: "list"; items: Expression[] }
  | { kind: "map"; entries: [key: Expression, value: Expression][] }
  | Loop
);

export interface Loop {
  kind: "loop";
  item: string;
  /** The value, where `item` is the key or index. */
  second?: string;
  range: Expression;
  accumulator: string;
  start: Expression;
  condition: Expression;
  step: Expression;
  result: Expression;
}

/** The accumulator of macros. */
export const accumulator = "@result";

/** What is wrong at a place of a rule, in the real server's words but for what a grammar expects. */
export class CelError extends Error {
  override readonly name = "CelError";
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }

  /** With its place in the rule. */
  in(source: string): string {
    const before = [...source.slice(0, this.at)];
    const line = before.filter((each) => each === "\n").length;
    const column = before.length - (before.lastIndexOf("\n") + 1);
    const shown = (source.split("\n")[line] ?? "").replaceAll("\t", " ");
    const place = `${shown}\n | ${".".repeat(column)}^`;
    return `ERROR: <input>:${line + 1}:${column + 1}: ${this.message}\n | ${place}`;
  }
}

/** All that is wrong with a rule. */
export class CelErrors extends Error {
  override readonly name = "CelErrors";
  readonly errors: readonly CelError[];

  constructor(errors: readonly CelError[]) {
    super(errors.map(({ message }) => message).join("; "));
    this.errors = errors.toSorted((a, b) => a.at - b.at);
  }

  in(source: string): string {
    return this.errors.map((each) => each.in(source)).join("\n");
  }
}
