import { accumulator, type Expression } from "./expression.ts";

interface Call {
  name: string;
  target?: Expression;
  args: Expression[];
  at: number;
}

/** A macro written out as the real server does; nothing for what is none. */
export function expandMacro(call: Call): Expression | undefined {
  const { name, target, args, at } = call;
  if (!target) {
    const [of] = args;
    return name === "has" && of?.kind === "select" ? { ...of, isTest: true, at } : undefined;
  }
  const [first, second, ...more] = args;
  if (first?.kind !== "ident" || !second) return undefined;
  if (name === "optMap" || name === "optFlatMap") return optional(call, first.name, second);
  const isPair = second.kind === "ident" && pairs[name] !== undefined && more.length > 0;
  const make = isPair ? pairs[name] : args.length <= 3 ? singles[name] : undefined;
  if (!make) return undefined;
  const rest = isPair ? more : args.slice(1);
  const item = { item: first.name, ...(isPair ? { second: second.name } : {}) };
  return make(rest, { range: target, ...item }, at);
}

type Range = { range: Expression; item: string; second?: string };
type Make = (rest: Expression[], range: Range, at: number) => Expression | undefined;

function builder(at: number) {
  const ident = (name: string): Expression => ({ kind: "ident", name, at });
  const literal = (value: unknown): Expression => ({ kind: "literal", value, at });
  const call = (name: string, ...args: Expression[]): Expression => ({
    kind: "call",
    name,
    args,
    at,
  });
  const list = (...items: Expression[]): Expression => ({ kind: "list", items, at });
  const binding = (name: string, value: Expression, result: Expression): Expression => ({
    ...{ kind: "loop", item: "#unused", range: list(), accumulator: name, start: value },
    ...{ condition: literal(false), step: ident(name), result, at },
  });
  return { ident, literal, call, list, binding, soFar: () => ident(accumulator) };
}

function quantifier(isAll: boolean): Make {
  return ([holds], range, at) => {
    const { literal, call, soFar } = builder(at);
    if (!holds) return undefined;
    const goesOn = isAll ? soFar() : call("!_", soFar());
    return {
      ...{ kind: "loop", ...range, accumulator, start: literal(isAll), at },
      condition: call("@not_strictly_false", goesOn),
      step: call(isAll ? "_&&_" : "_||_", soFar(), holds),
      result: soFar(),
    };
  };
}

const existsOne: Make = ([holds], range, at) => {
  const { literal, call, soFar } = builder(at);
  if (!holds) return undefined;
  return {
    ...{ kind: "loop", ...range, accumulator, start: literal(0n), condition: literal(true), at },
    step: call("_?_:_", holds, call("_+_", soFar(), literal(1n)), soFar()),
    result: call("_==_", soFar(), literal(1n)),
  };
};

/** `map`, with a condition or without. */
const mapped: Make = ([a, b], range, at) => {
  const { literal, call, list, soFar } = builder(at);
  if (!a) return undefined;
  const added = call("_+_", soFar(), list(b ?? a));
  return {
    ...{ kind: "loop", ...range, accumulator, start: list(), condition: literal(true), at },
    step: b ? call("_?_:_", a, added, soFar()) : added,
    result: soFar(),
  };
};

const filtered: Make = ([holds], range, at) => {
  const { ident } = builder(at);
  return holds && mapped([holds, ident(range.item)], range, at);
};

const singles: Record<string, Make> = {
  all: quantifier(true),
  exists: quantifier(false),
  exists_one: existsOne,
  existsOne,
  map: mapped,
  filter: filtered,
};

const pairs: Record<string, Make> = {
  all: quantifier(true),
  exists: quantifier(false),
  existsOne,
  transformList: mapped,
};

function optional({ name, target, at }: Call, item: string, result: Expression): Expression {
  const { call, binding } = builder(at);
  const of = target as Expression;
  const member = (method: string): Expression => ({
    ...{ kind: "call", name: method, target: of, args: [], at },
  });
  const made = binding(item, member("value"), result);
  const none = call("optional.none");
  const some = name === "optMap" ? call("optional.of", made) : made;
  return call("_?_:_", member("hasValue"), some, none);
}
