import { familyError } from "../../harness/analysis/qualification/spend-error.ts";
import type { HonestyStudy, RealComparison } from "../../reports/html/honesty/honesty-study.ts";
import { bounds, brokenBounds, brokenRealBounds, budgetMinutes } from "./bounds.ts";
import { noise } from "./noise.ts";
import { nothing } from "./simulate.ts";
import type { StoredStudy } from "./stored-study.ts";

const chosen =
  "The judge was tuned on simulated comparisons, so that power and the shares of qualified are somewhat flattered: " +
  "about ten settings of how far outlying steps count and of the floor of standard errors, three schedules of " +
  "spending and looks, and once a looser test of sameness. The allowed 4 % were 5 % until a study of 200 had 10 " +
  "false alarms. The budget by which power is judged was 45 pairs, then 36, both chosen with the curves at hand; it " +
  "is now what half an hour holds. That the machine's pace is taken out of times was thought of after real runs had " +
  "shown how much of the noise it is, and the noise model was then fitted to the same runs, with etcd's CPU seconds " +
  "in place of what is measured. At first it was measured between runs, as the time of a computation on all " +
  "processors: in three real comparisons of flux@2.7 with itself (two qualified, one undecided, no false alarm) that " +
  "left 11.7 % of the 12.5 % by which the p50 moved. Of nine computations beside 18 more runs, one that needs little " +
  "but the processor was then chosen, told by its processor time. The three, and two with GOGC=200 that found it, " +
  "don't count. The weight of the pace is held to 1.5 at most, the one value that was tried. Rounds of a run were " +
  "left at four: by the same runs the p50 of a round is off by 7.9 % (flux@2.7) or 4.6 % (flux@2.9), which is nearly " +
  "all that is left once the pace is out, a round takes 2.3 s and all else of a run 8 s, and by that ten rounds, in " +
  "half as many pairs, would make standard errors a tenth smaller, which was not thought worth tests of so few pairs. " +
  "To start no new control plane for each run would save some 2 of 17 s and was not done. The " +
  "tests of differences and of sameness are exact whatever these settings are.";

/** All that is known of the judge as it is. */
export function wholeStudy(request: {
  study: StoredStudy;
  /** Those of the same code and the same question. */
  real: readonly RealComparison[];
}): HonestyStudy {
  const { study, real } = request;
  return {
    commit: study.commit,
    origin: noise.origin,
    chosen,
    bounds: {
      allowedPercent: 100 * familyError,
      alarmsMostPercent: 100 * bounds.alarmsMost,
      foundLeastPercent: 100 * bounds.foundLeast,
      foundWithinMinutes: Math.round(budgetMinutes(bounds.statedPairs)),
      ...{ sameWithinMinutes: 10, sameLeastPercent: 80 },
    },
    simulated: study.outcomes.map((one) => ({
      ...one,
      isChanged: one.change !== nothing.name,
      budgetMinutes: budgetMinutes(one.planned),
    })),
    real: [...real],
    broken: [...brokenBounds(study.outcomes), ...brokenRealBounds(real)],
  };
}
