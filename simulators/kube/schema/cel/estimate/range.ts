/**
 * From how much to how much: a size, or a cost. As in Go's 64 bits without a sign, what is more than fits
 * is the most that does.
 */
export interface Range {
  min: bigint;
  max: bigint;
}

export const most = 2n ** 64n - 1n;
export const unknown: Range = { min: 0n, max: most };
export const nothing: Range = fixed(0n);
export const one: Range = fixed(1n);

export function fixed(value: bigint): Range {
  return { min: value, max: value };
}

export function add(...ranges: Range[]): Range {
  return ranges.reduce(
    (sum, { min, max }) => ({ min: capped(sum.min + min), max: capped(sum.max + max) }),
    { min: 0n, max: 0n },
  );
}

export function multiply(a: Range, b: Range): Range {
  return { min: capped(a.min * b.min), max: capped(a.max * b.max) };
}

/** Rounded up, by way of a floating-point number as in Go. */
export function byFactor({ min, max }: Range, factor: number): Range {
  return { min: timesFactor(min, factor), max: timesFactor(max, factor) };
}

export function union(a: Range, b: Range): Range {
  return { min: lesser(a.min, b.min), max: a.max - lesser(a.max, b.max) + b.max };
}

export function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

function capped(value: bigint): bigint {
  return value > most ? most : value;
}

function timesFactor(value: bigint, factor: number): bigint {
  const product = Math.ceil(Number(value) * factor);
  return product >= 2 ** 64 ? most : BigInt(product);
}
