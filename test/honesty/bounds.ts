import type { RealOutcomes } from "./real.ts";
import { nothing } from "./simulate.ts";
import type { Outcomes } from "./study.ts";

/** What the judge promises of comparisons, whether simulated or real. */
export const bounds = {
  /** Of a subject with itself: share in which any figure may be called different. */
  alarmsMost: 16 / 200,
  /** Of a changed subject: share in which the change must be found within `statedPairs`. */
  foundLeast: 0.9,
  /** Half an hour, the usual budget. */
  statedPairs: 36,
};

/** Two runs of `scale/announced-commits` on real flux@2.7, 24 s each. */
const pairSeconds = 48;

/** Minutes that so many pairs and one to warm up take. */
export function budgetMinutes(pairs: number): number {
  return ((pairs + 1) * pairSeconds) / 60;
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
export function brokenRealBounds(all: readonly RealOutcomes[]): string[] {
  return all.flatMap((outcomes) => {
    const { arm, isChanged, comparisons, alarms, found, qualified } = outcomes;
    const most = Math.floor(comparisons / 5);
    const of = `of ${comparisons} real comparisons`;
    if (isChanged) {
      return comparisons - found > most ? [`${arm}: found in ${found} ${of}`] : [];
    }
    return [
      ...(alarms > most ? [`${arm}: ${alarms} ${of} were false alarms`] : []),
      ...(comparisons - qualified > most ? [`${arm}: ${qualified} ${of} ended qualified`] : []),
    ];
  });
}
