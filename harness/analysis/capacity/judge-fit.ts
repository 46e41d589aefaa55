import { distinct, type Features, isTold, type Observation } from "./features.ts";
import type { Formula } from "./formula.ts";
import { predict } from "./intervals.ts";
import type { Fit } from "./least-squares.ts";

/** Observations beyond the unknowns without which residuals say nothing. */
const spareObservations = 2;

/** Of the interval by which those kept back are judged. */
const confidence = 0.95;

/**
 * Does the formula describe what was measured? Not where residuals exceed its tolerance, what it hangs on is
 * not to be seen, or the largest measured lie elsewhere than the smaller ones say.
 */
export function judgeFit(request: {
  formula: Formula;
  observations: readonly Observation[];
  fit: Fit<Features> | null;
  refit(some: readonly Observation[]): Fit<Features> | null;
}): { fits: boolean; because: string } {
  const { formula, observations, fit } = request;
  const told = formula.unknowns.filter(({ needs }) => isTold(needs, observations));
  const fewest = told.length + spareObservations;
  if (observations.length < fewest) {
    return no(
      `${observations.length} points with ${formula.figure}, expected ${fewest} or more for ${told.length} unknowns`,
    );
  }
  if (!fit) return no("the search for its parameters leads nowhere");
  const rms = percent(
    Math.sqrt(fit.residuals.reduce((sum, each) => sum + each ** 2, 0) / fit.residuals.length),
  );
  if (rms > formula.tolerancePercent) {
    return no(
      `measured values lie ${rms.toFixed(1)} % off it, expected ${formula.tolerancePercent} % or less`,
    );
  }
  const hidden = hiddenUnknown(formula, fit);
  if (hidden) return no(hidden);
  const bend = bendOf(request);
  if (bend) return no(bend);
  return {
    fits: true,
    because: `${observations.length} points lie ${rms.toFixed(1)} % off it (root mean square), ${formula.tolerancePercent} % are tolerated`,
  };
}

function no(because: string) {
  return { fits: false, because };
}

const timesOfKustomization = new Set(["w0", "a0", "a1"]);

/** The time of one Kustomization: without it the latency would not depend on their number. */
function hiddenUnknown(formula: Formula, fit: Fit<Features>): string | undefined {
  if (formula.name !== "latency" || formula.axis !== "kustomizations") return undefined;
  const told = formula.unknowns.flatMap(({ name }, index) =>
    timesOfKustomization.has(name) && fit.free.includes(index) ? [name] : [],
  );
  if (told.length > 0) return undefined;
  return "no time for each Kustomization can be told: the latency did not grow with their number";
}

/** Are those with the most of a feature where the others say? Else the formula bends where it must carry on. */
function bendOf(request: Parameters<typeof judgeFit>[0]): string | undefined {
  const { formula, observations, refit } = request;
  const most = Math.max(...observations.map(({ features }) => features[formula.axis]));
  const kept = observations.filter(({ features }) => features[formula.axis] < most);
  if (distinct(formula.axis, kept) < 2) return undefined;
  const fit = refit(kept);
  if (!fit || fit.degrees < spareObservations) return undefined;
  const tops = observations.filter(({ features }) => features[formula.axis] === most);
  const off = tops.map(({ features, value }) => {
    const { value: expected, low, high } = predict(fit, features, confidence);
    return {
      expected,
      value,
      isOff:
        (value < low || value > high) &&
        percent(Math.log(value / expected)) > formula.tolerancePercent,
    };
  });
  const worst = off.find(({ isOff }) => isOff);
  if (!worst || off.some(({ isOff }) => !isOff)) return undefined;
  return `fitted without the largest (${formula.axis} = ${most}) it expects ${short(worst.expected)} there, and ${short(worst.value)} was measured: it can't be carried on`;
}

/** Of a difference of logarithms. */
function percent(log: number): number {
  return 100 * (Math.exp(Math.abs(log)) - 1);
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
