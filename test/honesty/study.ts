import type { Outcomes } from "../../reports/html/honesty/honesty-study.ts";
import { latency, memory, nothing, simulate } from "./simulate.ts";
import type { Change } from "./simulate-pairs.ts";

export interface Study {
  plans: readonly number[];
  /** Comparisons of a subject with itself for each plan, and of each change. */
  same: number;
  changed: number;
  seed: number;
  /** What is known of an earlier, equal study. */
  known?: readonly Outcomes[];
  onOutcomes?(outcomes: Outcomes): void;
}

/** Whole comparisons on simulated figures, for each number of pairs. */
export function study({ plans, same, changed, seed, known = [], onOutcomes }: Study): Outcomes[] {
  return plans.flatMap((planned) =>
    [nothing, latency, memory].map((change) => {
      const comparisons = change === nothing ? same : changed;
      const before = known.find(
        (one) =>
          one.change === change.name && one.planned === planned && one.comparisons === comparisons,
      );
      if (before) return before;
      const outcomes = compareOften({ change, planned, comparisons, seed });
      onOutcomes?.(outcomes);
      return outcomes;
    }),
  );
}

function compareOften(request: {
  change: Change;
  planned: number;
  comparisons: number;
  seed: number;
}): Outcomes {
  const { change, planned, comparisons, seed } = request;
  // The same noise for every plan, so that the curve shows what pairs do and not what chance does.
  const all = Array.from({ length: comparisons }, (_, at) =>
    simulate({ change, planned, seed: `${seed}/${change.name}/${at}` }),
  );
  const count = (fits: (one: (typeof all)[number]) => boolean) => all.filter(fits).length;
  const isCalled = (one: (typeof all)[number]) =>
    Object.values(one.verdicts).some((verdict) => verdict === "better" || verdict === "worse");
  const isFound = (one: (typeof all)[number]) =>
    Object.entries(one.verdicts).some(
      ([metric, verdict]) => verdict === "worse" && change.factorOf(metric) > 1,
    );
  return {
    ...{ change: change.name, planned, comparisons },
    alarms: count(isCalled),
    found: count(isFound),
    qualified: count(({ verdict }) => verdict === "qualified"),
    inconclusive: count(({ verdict }) => verdict === "inconclusive"),
    regressed: count(({ verdict }) => verdict === "regressed"),
    pairs: all.reduce((sum, one) => sum + one.pairs, 0) / comparisons,
  };
}
