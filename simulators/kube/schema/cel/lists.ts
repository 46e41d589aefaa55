import { isDeepStrictEqual } from "node:util";
import type { Environment } from "@marcbachmann/cel-js";
import { spend } from "./cost.ts";

type Comparable = bigint | number | string | boolean | Date;

/** `isSorted`, `sum`, `min`, `max`, `indexOf`, `lastIndexOf` and the list functions of newer servers. */
export function registerLists(environment: Environment): void {
  const add = (signature: string, handler: (...args: never[]) => unknown) =>
    environment.registerFunction(signature, handler);
  add("list.isSorted(): bool", (list: Comparable[]) =>
    list.every((item, index) => index === 0 || (list[index - 1] ?? item) <= item),
  );
  add("list.sum(): dyn", (list: (bigint | number)[]) => sum(list));
  add("list.min(): dyn", (list: Comparable[]) => extreme("min", list, (one, two) => one < two));
  add("list.max(): dyn", (list: Comparable[]) => extreme("max", list, (one, two) => one > two));
  add("list.indexOf(dyn): int", (list: unknown[], wanted: unknown) =>
    BigInt(list.findIndex((item) => isDeepStrictEqual(item, wanted))),
  );
  add("list.lastIndexOf(dyn): int", (list: unknown[], wanted: unknown) =>
    BigInt(list.findLastIndex((item) => isDeepStrictEqual(item, wanted))),
  );
  add("list.distinct(): list", distinct);
  add("list.flatten(): list", (list: unknown[]) => list.flat());
  add("list.sort(): list", (list: Comparable[]) =>
    list.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
  );
  add("list.reverse(): list", (list: unknown[]) => list.toReversed());
  add("list.slice(int, int): list", (list: unknown[], from: bigint, to: bigint) => {
    if (from < 0n || to < from || to > list.length)
      throw new Error(`cannot slice(${from}, ${to}), list is length ${list.length}`);
    return list.slice(Number(from), Number(to));
  });
}

function distinct(list: readonly unknown[]): unknown[] {
  const simple = new Set<unknown>();
  const others: unknown[] = [];
  return list.filter((item) => {
    if (typeof item !== "object" || item === null) {
      const isNew = !simple.has(item);
      simple.add(item);
      return isNew;
    }
    spend(others.length);
    const isNew = !others.some((other) => isDeepStrictEqual(item, other));
    if (isNew) others.push(item);
    return isNew;
  });
}

function sum(list: (bigint | number)[]): bigint | number {
  if (list.every((item) => typeof item === "bigint")) return list.reduce((a, b) => a + b, 0n);
  return list.reduce<number>((a, b) => a + Number(b), 0);
}

function extreme(
  name: string,
  list: Comparable[],
  better: (one: Comparable, two: Comparable) => boolean,
): Comparable {
  const [first, ...others] = list;
  if (first === undefined) throw new Error(`${name} called on empty list`);
  return others.reduce((best, item) => (better(item, best) ? item : best), first);
}
