import { measuredMedian } from "./quantile.ts";

/** Where the level of a series changed for good. */
export interface ChangePoint {
  /** Of the first value at the new level. */
  index: number;
  /** Medians of what was before, back to the change before it, and of what is after it. */
  before: number;
  after: number;
  /** Probability of so large a difference in a series without a change, at the most. */
  p: number;
}

export interface ChangePointOptions {
  /** A change is told when its probability by chance is below; for the whole series together. Default 0.01. */
  alpha?: number;
}

/** So few values tell nothing. */
const fewest = 8;

/**
 * Changes of level in a series, found by Pettitt's test (Applied Statistics 28, 1979), which asks of ranks
 * alone, and on both sides of each change anew. Ties and outliers do it no harm; nothing is assumed of the
 * values' distribution but that they are independent.
 */
export function changePoints(
  values: readonly number[],
  { alpha = 0.01 }: ChangePointOptions = {},
): ChangePoint[] {
  const found: { index: number; p: number }[] = [];
  // Every part that is tested is a chance to be wrong; there are at most so many.
  const tests = Math.max(1, Math.floor((2 * values.length) / fewest) - 1);
  search(0, values.length);
  found.sort((a, b) => a.index - b.index);
  return found.map(({ index, p }, at) => ({
    index,
    before: measuredMedian(values.slice(found[at - 1]?.index ?? 0, index)),
    after: measuredMedian(values.slice(index, found[at + 1]?.index ?? values.length)),
    p,
  }));

  function search(from: number, to: number): void {
    const change = pettitt(values.slice(from, to));
    if (!change || change.p >= alpha / tests) return;
    found.push({ index: from + change.index, p: Math.min(1, change.p * tests) });
    search(from, from + change.index);
    search(from + change.index, to);
  }
}

/** The likeliest place of one change, and how likely chance alone has it; undefined for too few values. */
function pettitt(values: readonly number[]): { index: number; p: number } | undefined {
  const count = values.length;
  if (count < fewest) return undefined;
  let sum = 0;
  let largest = 0;
  let index = 0;
  for (const [at, value] of values.entries()) {
    for (const other of values) sum += Math.sign(value - other);
    if (Math.abs(sum) <= largest) continue;
    largest = Math.abs(sum);
    index = at + 1;
  }
  const p = 2 * Math.exp((-6 * largest ** 2) / (count ** 3 + count ** 2));
  return { index, p: Math.min(1, p) };
}
