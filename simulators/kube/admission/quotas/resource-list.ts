import { type Amount, amountOf, plus, printAmount } from "./amount.ts";

/** How much of each resource, by its name: `requests.cpu`. */
export type ResourceList = ReadonlyMap<string, Amount>;

/** A `ResourceList` of the API. */
export function readList(written: unknown): ResourceList {
  const entries = Object.entries((written ?? {}) as Record<string, unknown>);
  return new Map(entries.map(([name, text]) => [name, amountOf(text)]));
}

export function writeList(list: ResourceList): Record<string, string> {
  return Object.fromEntries([...list].map(([name, amount]) => [name, printAmount(amount)]));
}

export function count(number: number): Amount {
  return { nanos: BigInt(number) * 10n ** 9n, binary: false };
}

export function add(one: ResourceList, other: ResourceList): ResourceList {
  const sum = new Map(one);
  for (const [name, amount] of other) {
    const known = sum.get(name);
    sum.set(name, known ? plus(known, amount) : amount);
  }
  return sum;
}

/** The larger of each. */
export function larger(one: ResourceList, other: ResourceList): ResourceList {
  const all = new Map(one);
  for (const [name, amount] of other) {
    const known = all.get(name);
    if (!known || amount.nanos > known.nanos) all.set(name, amount);
  }
  return all;
}

/** What is more than before; what is less counts as nothing. */
export function growth(now: ResourceList, before: ResourceList): ResourceList {
  const grown = [...now].map(([name, amount]): [string, Amount] => {
    const nanos = amount.nanos - (before.get(name)?.nanos ?? 0n);
    return [name, { ...amount, nanos: nanos > 0n ? nanos : 0n }];
  });
  return new Map(grown);
}

export function only(list: ResourceList, names: Iterable<string>): ResourceList {
  const wanted = new Set(names);
  return new Map([...list].filter(([name]) => wanted.has(name)));
}

export function withoutZeros(list: ResourceList): ResourceList {
  return new Map([...list].filter(([, { nanos }]) => nanos !== 0n));
}

/** `cpu=1,memory=2Gi` */
export function printList(list: ResourceList): string {
  return [...list]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, amount]) => `${name}=${printAmount(amount)}`)
    .join(",");
}
