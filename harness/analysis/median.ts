/** The middle of the values, or the mean of the two in the middle; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const [lower, upper] = middleOf(sorted.length);
  return ((sorted[lower] ?? Number.NaN) + (sorted[upper] ?? Number.NaN)) / 2;
}

/** Places of the two middle ones of so many sorted values, which are the same for an odd number. */
export function middleOf(count: number): [lower: number, upper: number] {
  return [(count - 1) >> 1, count >> 1];
}
