import { accumulator, type Expression, type Loop } from "./expression.ts";
import { expandMacro } from "./macros.ts";

/** A node of the library's syntax trees. */
export interface Node {
  op: string;
  args: unknown;
  start: number;
  end: number;
}

const unary: Record<string, string> = { "!_": "!_", "-_": "-_" };

/** What the library made of a rule, with macros written out. */
export function expand(node: Node, source: string): Expression {
  const below = (each: unknown) => expand(each as Node, source);
  const args = node.args as unknown[];
  const { op, start: at } = node;
  switch (op) {
    case "value":
      return { kind: "literal", value: node.args, at };
    case "id":
      return { kind: "ident", name: String(node.args), at };
    case ".":
    case ".?":
      return selection(node, source);
    case "[]":
    case "[?]": {
      const name = op === "[]" ? "_[_]" : "_[?_]";
      const [of, index] = [below(args[0]), below(args[1])];
      return { kind: "call", name, args: [of, index], at: placeOf("[", args[0] as Node, source) };
    }
    case "list":
      return { kind: "list", items: args.map(below), at };
    case "map":
      return {
        kind: "map",
        entries: (args as [unknown, unknown][]).map(([key, value]) => [below(key), below(value)]),
        at,
      };
    case "call": {
      const [name, given] = args as [string, Node[]];
      const call = { name, args: given.map(below), at: source.indexOf("(", at) };
      return expandMacro(call) ?? { kind: "call", ...call };
    }
    case "rcall": {
      const [name, target, given] = args as [string, Node, Node[]];
      const place = source.indexOf("(", target.end + 1);
      const call = { name, target: below(target), args: given.map(below), at: place };
      return expandMacro(call) ?? { kind: "call", ...call };
    }
    case "?:":
      return {
        kind: "call",
        name: "_?_:_",
        args: args.map(below),
        at: placeOf("?", args[0] as Node, source),
      };
    default:
      break;
  }
  const prefix = unary[op];
  if (prefix !== undefined) return { kind: "call", name: prefix, args: [below(node.args)], at };
  const place = placeOf(op, args[0] as Node, source);
  return { kind: "call", name: op === "in" ? "@in" : `_${op}_`, args: args.map(below), at: place };
}

function selection({ op, args }: Node, source: string): Expression {
  const [operand, field] = args as [Node, string];
  const at = placeOf(".", operand, source);
  const of = expand(operand, source);
  if (op === ".") return { kind: "select", operand: of, field, isTest: false, at };
  return { kind: "call", name: "_?._", args: [of, { kind: "literal", value: field, at }], at };
}

/** Where a sign stands after its first operand. */
function placeOf(sign: string, { end }: Node, source: string): number {
  return Math.max(source.indexOf(sign, end), 0);
}

/** A loop whose accumulator is none: what `cel.bind` and `optMap` are written out to. */
export function isBinding(loop: Loop): boolean {
  return loop.accumulator !== accumulator;
}
