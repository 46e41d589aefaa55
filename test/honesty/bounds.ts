import type { Outcomes, RealComparison } from "../../reports/html/honesty/honesty-study.ts";
import { nothing } from "./simulate.ts";

/** What the judge promises of comparisons, whether simulated or real. */
export const bounds = {
  /** Of a subject with itself: share in which any figure may be called different. */
  alarmsMost: 16 / 200,
  /** Of a changed subject: share in which the change must be found within `statedPairs`. */
  foundLeast: 0.9,
  /** Half an hour, the usual budget. */
  statedPairs: 48,
};

/**
 * Two runs of `scale/announced-commits` on real flux@2.7, 17 s each (3 s until the controllers work, 1 s for the
 * objects, 3 s until these are Ready, 9 s for four rounds, 1 s to settle), and three looks at the machine's pace.
 */
export const pairSeconds = 35;

/** What a plan leaves for runs that take longer. */
const air = 1.05;

/** Minutes that so many pairs take, behind one pair of runs for conformance. */
export function budgetMinutes(pairs: number): number {
  return ((pairs * air + 1) * pairSeconds) / 60;
}

/** What does not hold, a sentence each. */
export function brokenBounds(all: readonly Outcomes[]): string[] {
  return all.flatMap((outcomes) => {
    const { change, planned, comparisons, alarms, found } = outcomes;
    const when = `${change}, ${planned} pairs`;
    if (change === nothing.name) {
      const most = Math.floor(bounds.alarmsMost * comparisons);
      return alarms > most
        ? [
            `${when}: ${alarms} of ${comparisons} comparisons were false alarms, at most ${most} may be`,
          ]
        : [];
    }
    const least = Math.ceil(bounds.foundLeast * comparisons);
    return planned >= bounds.statedPairs && found < least
      ? [`${when}: found in ${found} of ${comparisons} comparisons, at least ${least} must be`]
      : [];
  });
}

/** The same of few real comparisons: two of ten may go wrong. */
export function brokenRealBounds(all: readonly RealComparison[]): string[] {
  const arms = Map.groupBy(all, ({ arm, budget }) => `${arm} within ${budget}`);
  return [...arms].flatMap(([name, own]) => {
    const most = Math.max(2, Math.floor(own.length / 5));
    const of = `of ${own.length} real comparisons`;
    const count = (fits: (one: RealComparison) => boolean) => own.filter(fits).length;
    if (own.some(({ isChanged }) => isChanged)) {
      const found = count((one) => one.found);
      return own.length - found > most ? [`${name}: found in ${found} ${of}`] : [];
    }
    const alarms = count((one) => one.alarms.length > 0);
    const qualified = count((one) => one.verdict === "qualified");
    return [
      ...(alarms > most ? [`${name}: ${alarms} ${of} were false alarms`] : []),
      ...(own.length - qualified > most ? [`${name}: ${qualified} ${of} ended qualified`] : []),
    ];
  });
}
