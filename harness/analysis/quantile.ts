/**
 * The smallest value that at least `share` of the sorted values do not exceed (nearest rank):
 * always a value that was measured. Null for no values.
 */
export function quantile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? null;
}

/** Their median by nearest rank, in whatever order they are; NaN for none. */
export function measuredMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return quantile(sorted, 0.5) ?? Number.NaN;
}
