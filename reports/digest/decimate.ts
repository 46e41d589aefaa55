/**
 * At most about `countMax` of the samples, in order: the first, the last, and of each stretch between
 * them the lowest and highest of every value, and where values are missing. No peak is lost.
 */
export function decimate<Sample>(
  samples: readonly Sample[],
  valuesOf: (sample: Sample) => (number | null)[],
  countMax: number,
): Sample[] {
  const first = samples[0];
  if (first === undefined || samples.length <= countMax) return [...samples];
  const perStretch = 2 * valuesOf(first).length + 1;
  const stretches = Math.max(1, Math.floor(countMax / perStretch));
  const size = Math.ceil(samples.length / stretches);
  const kept = new Set([0, samples.length - 1]);
  for (let start = 0; start < samples.length; start += size) {
    for (const index of extremes(samples.slice(start, start + size).map(valuesOf))) {
      kept.add(start + index);
    }
  }
  return samples.filter((_, index) => kept.has(index));
}

/** Indices of the lowest and highest value of each column, and of the first row that misses one. */
function extremes(rows: readonly (number | null)[][]): Set<number> {
  const found = new Set<number>();
  for (const column of (rows[0] ?? []).keys()) {
    let low: { index: number; value: number } | undefined;
    let high: { index: number; value: number } | undefined;
    for (const [index, row] of rows.entries()) {
      const value = row[column] ?? null;
      if (value === null) continue;
      if (!low || value < low.value) low = { index, value };
      if (!high || value > high.value) high = { index, value };
    }
    if (low) found.add(low.index);
    if (high) found.add(high.index);
  }
  const gap = rows.findIndex((row) => row.every((value) => value === null));
  if (gap >= 0) found.add(gap);
  return found;
}
