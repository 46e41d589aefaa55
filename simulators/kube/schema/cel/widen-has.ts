/** A node of the library's syntax trees. */
interface Node {
  op: string;
  args: unknown;
  meta: Record<string, unknown>;
}

/** What the library does to a macro's arguments. */
interface Macro {
  args: Node[];
  typeCheck(checker: Checker, macro: Macro, context: unknown): unknown;
  evaluate(evaluator: Evaluator, macro: Macro, context: unknown): boolean;
}

interface Checker {
  check(node: Node, context: unknown): unknown;
  getType(name: string): unknown;
}

interface Evaluator {
  run(node: Node, context: unknown): unknown;
  debugType(value: unknown): {
    fieldLazy(value: unknown, name: unknown, node: Node, evaluator: Evaluator): unknown;
  };
}

/**
 * Lets `has` ask for a field of whatever there is: the library knows names and their fields alone, and
 * refuses `has(self.list[0].field)`.
 */
export function widenHas({ args, meta }: Node): void {
  const [name] = args as [string];
  const macro = meta.macro as Macro | undefined;
  const asked = macro?.args[0];
  if (name !== "has" || !macro || asked?.op !== "." || isPlain(asked)) return;
  const [of, field] = asked.args as [Node, string];
  macro.typeCheck = (checker, _, context) => {
    checker.check(of, context);
    return checker.getType("bool");
  };
  macro.evaluate = (evaluator, _, context) => {
    const value = evaluator.run(of, context);
    return evaluator.debugType(value).fieldLazy(value, field, asked, evaluator) !== undefined;
  };
}

function isPlain(node: Node): boolean {
  if (node.op === "id") return true;
  const [of] = node.args as [Node];
  return (node.op === "." || node.op === ".?") && isPlain(of);
}
