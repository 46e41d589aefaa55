/** Below it logarithms are cut off, so that a wild step of a search is merely bad. */
export const tiny = 1e-12;

/** Of the logarithm of the formula, by the free parameters. */
export function gradient<Features>(
  formula: (parameters: readonly number[], features: Features) => number,
  parameters: readonly number[],
  free: readonly number[],
  features: Features,
): number[] {
  const log = (values: readonly number[]) => Math.log(Math.max(tiny, formula(values, features)));
  return free.map((index) => slopeOf(log, parameters, index));
}

export function slopeOf(
  of: (parameters: readonly number[]) => number,
  parameters: readonly number[],
  index: number,
): number {
  const step = Math.max(Math.abs(parameters[index] ?? 0), 1e-6) * 1e-5;
  const moved = (by: number) => parameters.map((value, at) => (at === index ? value + by : value));
  return (of(moved(step)) - of(moved(-step))) / (2 * step);
}
