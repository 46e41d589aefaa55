import type { Expression } from "./expression.ts";
import { kubernetesCost } from "./kubernetes-cost.ts";
import { add, byFactor, lesser, multiply, nothing, one, type Range, union } from "./range.ts";
import type { EntrySize, Sizes } from "./sizes.ts";
import { dyn } from "./type.ts";
import { perCharacter, perPatternCharacter } from "./units.ts";

export type Call = Expression & { kind: "call" };

/** What one way to call a function costs. */
export interface CallEstimate {
  cost: Range;
  size?: Range | undefined;
}

export function callCost(call: Call, sizes: Sizes, cost: (part: Expression) => Range): Range {
  const { name, target, args } = call;
  if (name === "dyn" && !target) return unwrapped(call, sizes, cost);
  const argCosts = args.map(cost);
  const all = add(...argCosts);
  const targetCost = target ? cost(target) : nothing;
  const ways = waysToCall(call, sizes).map((way) => oneWay(way, call, sizes, argCosts));
  const [first = { cost: all }, ...others] = ways;
  const most = others.reduce(
    (sum: CallEstimate, each) => ({
      cost: union(sum.cost, each.cost),
      size: sum.size && each.size ? union(sum.size, each.size) : (sum.size ?? each.size),
    }),
    first,
  );
  const [container] = args;
  const index = name === "_[_]" && container ? indexSize(call, container, sizes) : undefined;
  sizes.setSize(call, index ?? most.size ?? sizes.knownSizeOf(call));
  return add(targetCost, most.cost);
}

function unwrapped(call: Call, sizes: Sizes, cost: (part: Expression) => Range): Range {
  const [of] = call.args;
  if (!of) return one;
  const own = cost(of);
  sizes.setSize(call, sizes.knownSizeOf(of));
  sizes.setEntry(call, sizes.entryOf(of));
  return add(one, own);
}

/** Entries of a list or map are where its values are. */
function indexSize(call: Call, container: Expression, sizes: Sizes): Range | undefined {
  const { kind } = sizes.types.get(container) ?? dyn;
  const step = kind === "list" ? "@items" : "@values";
  sizes.paths.set(call, [...sizes.pathOf(container), step]);
  return sizes.entryOf(container)?.value;
}

/** Of an operator whose operands may be of any type, every kind it is there for. */
function waysToCall({ name, args, target }: Call, { types }: Sizes): string[] {
  const [a = dyn, b = dyn] = (target ? [target, ...args] : args).map(
    (each) => types.get(each) ?? dyn,
  );
  const known = a.kind === "dyn" ? b.kind : a.kind;
  if (name === "_+_") return known === "dyn" ? ["string", "bytes", "list", "int"] : [known];
  if (/^_[<>]=?_$/.test(name)) return known === "dyn" ? ["string", "bytes", "int"] : [known];
  if (name === "@in") return b.kind === "dyn" ? ["list", "map"] : [b.kind];
  return [a.kind];
}

function oneWay(way: string, call: Call, sizes: Sizes, argCosts: Range[]): CallEstimate {
  const all = add(...argCosts);
  const own = kubernetesCost(call, sizes);
  if (own) return { ...own, cost: add(own.cost, all) };
  const { name, target, args } = call;
  const [a, b, c] = args;
  const sized = (part: Expression | undefined) => (part ? sizes.sizeOf(part) : nothing);
  const characters = (range: Range): CallEstimate => ({
    cost: add(byFactor(range, perCharacter), all),
  });
  switch (name) {
    case "format":
      return characters(sized(target));
    case "bytes":
      if (way !== "string") break;
      return { ...characters(sized(a)), size: { min: sized(a).min, max: sized(a).max * 4n } };
    case "string":
      if (way !== "bytes") break;
      return { ...characters(sized(a)), size: { min: sized(a).min / 4n, max: sized(a).max } };
    case "strings.quote":
      return {
        ...characters(sized(a)),
        size: { min: sized(a).min + 2n, max: sized(a).max * 2n + 2n },
      };
    case "startsWith":
    case "endsWith":
      return characters(sized(a));
    case "@in":
      return way === "list" ? { cost: add(sized(b), all) } : { cost: add(one, all) };
    case "matches": {
      if (!target) break;
      const searched = byFactor(add(sized(target), one), perCharacter);
      return { cost: add(multiply(searched, byFactor(sized(a), perPatternCharacter)), all) };
    }
    case "contains": {
      const [within, what] = [sized(target), sized(a)].map((each) => byFactor(each, perCharacter));
      return { cost: add(multiply(within ?? nothing, what ?? nothing), all) };
    }
    case "_&&_":
    case "_||_":
      return { cost: { min: argCosts[0]?.min ?? 0n, max: all.max } };
    case "_?_:_": {
      const [condition = nothing, first = nothing, second = nothing] = argCosts;
      if (b && c) sizes.setEntry(call, unionEntries(sizes.entryOf(b), sizes.entryOf(c)));
      return { cost: add(condition, union(first, second)), size: union(sized(b), sized(c)) };
    }
    case "_+_": {
      if (!["string", "bytes", "list"].includes(way)) break;
      const size = add(sized(a), sized(b));
      if (a && b) sizes.setEntry(call, unionEntries(sizes.entryOf(a), sizes.entryOf(b)));
      return way === "list" ? { cost: add(one, all), size } : { ...characters(size), size };
    }
    case "_<_":
    case "_<=_":
    case "_>_":
    case "_>=_":
      return way === "string" || way === "bytes"
        ? characters(compared(sized(a), sized(b)))
        : { cost: add(one, all) };
    case "_==_":
    case "_!=_":
      return characters(compared(sized(a), sized(b)));
    case "sets.contains":
    case "sets.intersects":
    case "sets.equivalent": {
      const factor = name === "sets.equivalent" ? 2 : 1;
      return { cost: add(byFactor(multiply(sized(a), sized(b)), factor), one, all) };
    }
    default:
      break;
  }
  return { cost: add(one, all) };
}

/** As far as the shorter of two goes. */
function compared(a: Range, b: Range): Range {
  const max = lesser(a.max, b.max);
  return { min: max > 0n ? 1n : 0n, max };
}

function unionEntries(a: EntrySize | undefined, b: EntrySize | undefined): EntrySize | undefined {
  return a && b && { ...a, key: union(a.key, b.key), value: union(a.value, b.value) };
}
