import type { AlignedMetric } from "./align.ts";
import { withoutPace } from "./pace.ts";
import type { SignFlips } from "./sign-flips.ts";
import { flippedSums, tolerance } from "./statistic.ts";

/**
 * How likely a difference as large as the margin would have looked as small as this one: the larger p-value
 * of two one-sided tests (Schuirmann 1987), each a sign-flip test of the steps held to one end of the margin.
 * Without a margin only figures that are equal in every pair are within it.
 */
export function testEquivalence(
  { steps, pairs, paces, margin }: AlignedMetric,
  flips: SignFlips,
): number {
  if (margin === 0) return steps.every((step) => step === 0) ? 2 ** -steps.length : 1;
  return Math.max(
    aboveZero(
      steps.map((step) => step + margin),
      paces,
    ),
    // Held to the other end all is seen from the other side, the machine's pace too.
    aboveZero(
      steps.map((step) => margin - step),
      paces.map((pace) => -pace),
    ),
  );

  function aboveZero(shifted: readonly number[], paced: readonly number[]): number {
    const { sums } = flippedSums(withoutPace(shifted, paced).steps, pairs, flips, margin);
    const own = sums[0] ?? 0;
    let count = 0;
    for (const sum of sums) if (sum >= own - tolerance * Math.abs(own)) count++;
    return count / flips.count;
  }
}
