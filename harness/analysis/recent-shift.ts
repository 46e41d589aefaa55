import { changePoints } from "./change-points.ts";
import { measuredMedian } from "./quantile.ts";

/** The latest values of a series are greater than those before them. */
export interface RecentShift {
  /** So many values are greater, the last ones. */
  count: number;
  /** So many came before them, back to the last change of level. */
  held: number;
  /** Medians of those before and of the latest. */
  before: number;
  after: number;
  /** Probability of so great a difference by chance, at the most; for all counts that were tried together. */
  p: number;
}

/** How many of the latest values are held to the ones before them. */
const counts = [3, 5, 8, 14];

/** What lies further back says little of today. */
const heldMost = 60;

/**
 * Whether a series has just risen: the rank-sum test of its latest values against those before them on the
 * same level, one-sided and exact, ties by their mean rank. Told sooner than by `changePoints`, which asks for
 * a change anywhere. Resolves to the likeliest number of latest values; undefined where there are too few.
 */
export function recentShift(values: readonly number[]): RecentShift | undefined {
  let best: RecentShift | undefined;
  for (const count of counts) {
    const earlier = values.slice(0, -count);
    const level = earlier.slice(changePoints(earlier).at(-1)?.index ?? 0).slice(-heldMost);
    if (level.length < count) continue;
    const latest = values.slice(-count);
    const [before, after] = [measuredMedian(level), measuredMedian(latest)];
    if (after <= before) continue;
    const p = Math.min(1, upperTail(level, latest) * counts.length);
    if (!best || p < best.p) best = { count, held: level.length, before, after, p };
  }
  return best;
}

/** Share of all ways to choose as many of the values as are the latest whose ranks sum up to no less. */
function upperTail(before: readonly number[], latest: readonly number[]): number {
  const pooled = [...before, ...latest].sort((a, b) => a - b);
  // Doubled, mean ranks of ties are whole numbers, too.
  const rank = (value: number) => pooled.indexOf(value) + pooled.lastIndexOf(value) + 2;
  const ranks = pooled.map(rank);
  const seen = latest.reduce((sum, value) => sum + rank(value), 0);
  const most = ranks.slice(-latest.length).reduce((sum, each) => sum + each, 0);
  // ways[chosen][sum], one value after another.
  const ways = Array.from({ length: latest.length + 1 }, () => new Float64Array(most + 1));
  const none = ways[0];
  if (none) none[0] = 1;
  for (const each of ranks) {
    for (let chosen = latest.length; chosen > 0; chosen--) {
      const [to, from] = [ways[chosen], ways[chosen - 1]];
      if (!to || !from) continue;
      for (let sum = most; sum >= each; sum--) to[sum] = (to[sum] ?? 0) + (from[sum - each] ?? 0);
    }
  }
  const all = ways[latest.length] ?? new Float64Array();
  const total = all.reduce((sum, each) => sum + each, 0);
  return all.subarray(seen).reduce((sum, each) => sum + each, 0) / total;
}
