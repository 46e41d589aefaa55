import type { Random } from "../../../harness/core/clock.ts";

export function oneOf<T>(random: Random, values: readonly [T, ...T[]] | readonly T[]): T {
  if (values.length === 0) throw new Error("nothing to choose from");
  return values[random.below(values.length)] as T;
}

export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}

/** One of the keys, each as likely as its weight says. */
export function weighted<Key extends string>(
  random: Random,
  weights: Readonly<Partial<Record<Key, number>>>,
): Key {
  const entries = Object.entries(weights) as [Key, number][];
  let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    left -= weight;
    if (left < 0) return key;
  }
  const last = entries.at(-1);
  if (!last) throw new Error("nothing to choose from");
  return last[0];
}
