import type { Random } from "../../core/clock.ts";

/** Ways in which the sides of pairs could have been the other way round; the first is how they were. */
export interface SignFlips {
  pairs: number;
  /** How many ways; every one there is, or a draw of them. */
  count: number;
  /** −1 or 1, of pair `p` in way `w` at `p * count + w`. */
  signs: Int8Array;
}

/**
 * If baseline and candidate are the same thing, which of a pair's runs is called which is as a coin fell: every
 * assignment was as likely as the one that happened. All metrics of a pair change sides together, so
 * that whatever hangs together among them stays so.
 * @param most ways that are tried: all of them where there are no more, else drawn.
 */
export function signFlips(pairs: number, most: number, random: Random): SignFlips {
  const isWhole = pairs < 31 && 2 ** pairs <= most;
  const count = isWhole ? 2 ** pairs : most;
  const signs = new Int8Array(count * pairs).fill(1);
  for (let way = 1; way < count; way++) {
    for (let pair = 0; pair < pairs; pair++) {
      const turned = isWhole ? (way >> pair) & 1 : random.next() < 0.5;
      if (turned) signs[pair * count + way] = -1;
    }
  }
  return { pairs, count, signs };
}
