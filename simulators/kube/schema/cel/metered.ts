import type { Environment, ParseResult } from "@marcbachmann/cel-js";
import { spend } from "./cost.ts";
import { widenHas } from "./widen-has.ts";

/** A node of the library's syntax trees, as far as counting needs it. */
interface Node {
  op: string;
  args: unknown;
  meta: Record<string, unknown>;
  evaluate: Evaluate;
}

type Evaluate = (evaluator: unknown, node: Node, context: unknown) => unknown;

/** Parses an expression whose every step is counted when it is evaluated. @throws Error of its syntax. */
export function parseMetered(environment: Environment, expression: string): ParseResult {
  const program = environment.parse(expression);
  const root = program.ast as unknown as Node;
  const seen = new Set<unknown>();
  const kind = root.constructor;
  const visit = (part: unknown, read: boolean): void => {
    if (typeof part !== "object" || part === null || seen.has(part)) return;
    seen.add(part);
    if (!(part instanceof kind)) {
      for (const each of Object.values(part)) visit(each, read);
      return;
    }
    const node = part as Node;
    if (node.op === "rcall") useOwn(node);
    if (node.op === "call") widenHas(node);
    const reads = readers.has(node.op);
    for (const each of [node.args, node.meta.alternate, node.meta.macro]) visit(each, reads);
    count(node, read);
  };
  visit(root, false);
  return program;
}

/** Operations that look through all of what they are given. */
const readers = new Set(["rcall", "call", "+", "in", "==", "!=", "<", "<=", ">", ">="]);
/** As Kubernetes counts a character or item that is looked at. */
const unitsPerItem = 0.1;
/** Errors, which quantifiers pass over, take us longer than any step. */
const unitsPerError = 30;

/**
 * The library's `matches` tries all ways a pattern can go, and its `join` makes texts of any length: ours,
 * in strings.ts, go by other names, since the library's can't be replaced.
 */
function useOwn({ args }: Node): void {
  if (!Array.isArray(args)) return;
  const [name, , given] = args as [string, Node, unknown[]];
  if (name === "matches") args[0] = "goMatches";
  if (name === "join" && given.length === 1) args[0] = "paidJoin";
}

function count(node: Node, read: boolean): void {
  if (node.op === "value") return;
  let inner: Evaluate = node.evaluate;
  const counted: Evaluate = (evaluator, self, context) => {
    spend(1);
    let value: unknown;
    try {
      value = inner.call(node, evaluator, self, context);
    } catch (error) {
      spend(unitsPerError);
      throw error;
    } finally {
      // A node finds its way when it is first evaluated, and would keep to it uncounted.
      if (node.evaluate !== counted) {
        inner = node.evaluate;
        node.evaluate = counted;
      }
    }
    if (read) spend(sizeOf(value) * unitsPerItem);
    return value;
  };
  node.evaluate = counted;
}

const sizes = new WeakMap<object, number>();

function sizeOf(value: unknown): number {
  if (typeof value === "string" || value instanceof Uint8Array) return value.length;
  if (typeof value !== "object" || value === null) return 0;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  const plain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  let size = 1;
  if (plain) for (const each of Object.values(value)) size += sizeOf(each);
  sizes.set(value, size);
  return size;
}
