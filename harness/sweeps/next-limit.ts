/** What is known of a search for the smallest limit, in MiB. */
export interface Bracket {
  /** The search's own bounds. */
  from: number;
  to: number;
  /** The largest limit seen to fail; null if none did. */
  fails: number | null;
  /** The smallest limit seen to survive; null if none did. */
  survives: number | null;
  /** About where it may be: what a controller used that had enough. */
  hint: number | null;
  /** Narrow enough: `0.05` for 5 %. */
  precision: number;
}

/** How far it goes from where it was seen, as long as it is known on one side alone. */
const stride = 1.25;

/**
 * The limit to try next, in MiB; undefined once the search is over: `to` fails, `from` survives, or what is
 * between the two is no wider than the precision, or one MiB.
 *
 * It begins with `to`, goes to the hint, in strides from there until it is between a limit that fails and one
 * that survives, and then halves the distance: fewer runs than halving alone, for the hint is mostly near.
 */
export function nextLimit(bracket: Bracket): number | undefined {
  const { from, to, fails, survives, hint, precision } = bracket;
  if (survives === null) return fails === null ? to : undefined;
  if (survives <= from) return undefined;
  const near = hint === null ? null : { low: hint / stride ** 2, high: hint * stride ** 2 };
  if (fails === null) {
    const isNew = hint !== null && survives === to && hint < to;
    const down = near && survives > near.low ? survives / stride : Math.sqrt(from * survives);
    const next = Math.floor(isNew ? hint : down);
    return Math.max(from, Math.min(next, survives - 1));
  }
  if (survives - fails <= 1 || survives / fails <= 1 + precision) return undefined;
  const strides = near && fails < near.high && survives / fails > stride ** 2;
  const next = strides ? fails * stride : Math.sqrt(fails * survives);
  return Math.min(survives - 1, Math.max(fails + 1, Math.round(next)));
}
