import { callCost } from "./call-cost.ts";
import { isBinding } from "./expand.ts";
import type { Expression, Loop } from "./expression.ts";
import { add, fixed, multiply, nothing, one, type Range, union, unknown } from "./range.ts";
import { type EntrySize, Sizes } from "./sizes.ts";
import type { CelType } from "./type.ts";

const listBase = fixed(10n);
const mapBase = fixed(30n);

/**
 * What an expression may cost in the worst case by the units of CEL, as Kubernetes' own estimator counts,
 * peculiarities included: what it comes to decides whether a definition is let in.
 */
export function estimateCost(
  root: Expression,
  types: ReadonlyMap<Expression, CelType>,
  self: CelType,
): Range {
  const sizes = new Sizes(types, self);
  return cost(root);

  function cost(part: Expression): Range {
    switch (part.kind) {
      case "literal":
        return nothing;
      case "ident":
        sizes.paths.set(part, sizes.local(part)?.path ?? [part.name]);
        return one;
      case "select":
        return selection(part);
      case "call":
        return callCost(part, sizes, cost);
      case "list":
        return list(part);
      case "map":
        return map(part);
      case "loop":
        return isBinding(part) ? binding(part) : loop(part);
    }
  }

  function selection(part: Expression & { kind: "select" }): Range {
    const operand = cost(part.operand);
    if (part.isTest) return add(one, operand);
    const { kind } = types.get(part.operand) ?? { kind: "dyn" };
    sizes.paths.set(part, [...sizes.pathOf(part.operand), part.field]);
    return kind === "map" || kind === "object" ? add(operand, one) : operand;
  }

  function list(part: Expression & { kind: "list" }): Range {
    const items = part.items.map(cost);
    const key = fixed(1n);
    sizes.setEntry(part, { kind: "list", key, value: unionOf(part.items) });
    return add(...items, listBase);
  }

  function map(part: Expression & { kind: "map" }): Range {
    const entries = part.entries.flatMap((each) => each.map(cost));
    const [key, value] = [0, 1].map((index) =>
      unionOf(part.entries.map((each) => each[index] as Expression)),
    ) as [Range, Range];
    sizes.setEntry(part, { kind: "map", key, value });
    return add(...entries, mapBase);
  }

  function unionOf(parts: Expression[]): Range {
    const [first = nothing, ...others] = parts.map((each) => sizes.sizeOf(each));
    return others.reduce(union, first);
  }

  function loop(part: Loop & Expression): Range {
    const before = add(cost(part.range), cost(part.start));
    pushValue(part.accumulator, part.start);
    const entry = sizes.entryOf(part.range);
    const path = sizes.pathOf(part.range);
    const isList = (entry?.kind ?? types.get(part.range)?.kind) === "list";
    const [keys, values] = isList ? ["@indices", "@items"] : ["@keys", "@values"];
    if (part.second !== undefined) {
      sizes.push(part.item, { path: [...path, keys], size: entry?.key });
      sizes.push(part.second, { path: [...path, values], size: entry?.value });
    } else if (isList) sizes.push(part.item, { path: [...path, values], size: entry?.value });
    else sizes.push(part.item, { path: [...path, keys], size: entry?.key });
    const condition = cost(part.condition);
    const step = cost(part.step);
    sizes.pop(part.item);
    if (part.second !== undefined) sizes.pop(part.second);
    const result = cost(part.result);
    sizes.pop(part.accumulator);
    const times = sizes.knownSizeOf(part.range) ?? unknown;
    setResult(part, times);
    return add(before, result, multiply(times, add(step, condition)));
  }

  function setResult(part: Loop & Expression, times: Range): void {
    if (part.start.kind === "literal") sizes.setSize(part, sizes.knownSizeOf(part.start));
    if (part.start.kind !== "list" && part.start.kind !== "map") return;
    sizes.setSize(part, times);
    sizes.setEntry(part, sizes.entryOf(part.step));
  }

  function binding(part: Loop & Expression): Range {
    const before = add(cost(part.range), cost(part.start));
    pushValue(part.accumulator, part.start);
    const result = cost(part.result);
    const [size, entry]: [Range | undefined, EntrySize | undefined] = [
      sizes.knownSizeOf(part.result),
      sizes.entryOf(part.result),
    ];
    sizes.pop(part.accumulator);
    sizes.setSize(part, size);
    sizes.setEntry(part, entry);
    return add(before, result);
  }

  function pushValue(name: string, value: Expression): void {
    sizes.push(name, {
      path: sizes.pathOf(value),
      size: sizes.knownSizeOf(value),
      entry: sizes.entryOf(value),
    });
  }
}
