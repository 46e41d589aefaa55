import type { AlignedMetric } from "./align.ts";
import { withoutPace } from "./pace.ts";
import type { SignFlips } from "./sign-flips.ts";
import { flippedSums, tolerance } from "./statistic.ts";

export interface DifferenceTest {
  /** Two-sided: how likely chance alone makes such a difference in this metric. */
  pValue: number;
  /** How likely chance alone makes such a difference in this metric or any that shows no more. */
  adjustedPValue: number;
  /** Whether the candidate has more. */
  isMore: boolean;
}

/**
 * Paired sign-flip test of each metric, corrected for all of them together by the step-down maximum (Westfall
 * and Young, Resampling-Based Multiple Testing, 1993): each is held to the largest that any would show if the
 * sides were the same. It errs in any metric of the family no more often than asked, whatever hangs
 * together among them, and for that reason gives away far less than Holm's for figures that nearly repeat
 * one another, such as percentiles of one latency.
 */
export function testDifferences(
  metrics: readonly AlignedMetric[],
  flips: SignFlips,
): DifferenceTest[] {
  const signed = metrics.map((metric) => statisticsOf(metric, flips));
  const statistics = signed.map((values) => values.map(Math.abs));
  const pValues = statistics.map((values) => shareAtLeast(values, values[0] ?? 0));
  const adjusted = new Array<number>(metrics.length).fill(1);
  const order = [...metrics.keys()].sort(
    (a, b) => (statistics[a]?.[0] ?? 0) - (statistics[b]?.[0] ?? 0),
  );
  const largest = new Float64Array(flips.count);
  for (const at of order) {
    const own = statistics[at] ?? largest;
    for (let way = 0; way < flips.count; way++) {
      largest[way] = Math.max(largest[way] ?? 0, own[way] ?? 0);
    }
    adjusted[at] = shareAtLeast(largest, own[0] ?? 0);
  }
  // What shows more can't be less sure than what shows less.
  let least = 0;
  for (const at of order.reverse()) {
    least = Math.max(least, adjusted[at] ?? 1);
    adjusted[at] = least;
  }
  return pValues.map((pValue, at) => ({
    pValue,
    adjustedPValue: adjusted[at] ?? 1,
    isMore: (signed[at]?.[0] ?? 0) > 0,
  }));
}

/**
 * Student's t for each way, its standard error enlarged by a fifteenth of the margin: else counts that are a
 * little off in every pair alike would outdo all others by a division by nearly nothing.
 */
function statisticsOf(metric: AlignedMetric, flips: SignFlips): Float64Array {
  const { pairs, paces, margin } = metric;
  const { steps } = withoutPace(metric.steps, paces);
  const count = steps.length;
  const unit = margin > 0 ? margin : 1;
  const { sums, squares } = flippedSums(steps, pairs, flips, unit);
  return sums.map((sum) => {
    const mean = sum / count;
    const variance = Math.max(0, squares - sum * mean) / Math.max(1, count - 1);
    return mean / (Math.sqrt(variance / count) + unit / 15);
  });
}

function shareAtLeast(values: Float64Array, least: number): number {
  if (least === 0) return 1;
  let count = 0;
  for (const value of values) if (value >= least * (1 - tolerance)) count++;
  return count / values.length;
}
