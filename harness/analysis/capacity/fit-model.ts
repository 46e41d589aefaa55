import type { FittedModel, MeasuredPoint, Parameter, Shape } from "../../core/capacity.ts";
import { type Features, featuresSeen, isTold, type Observation } from "./features.ts";
import type { FeatureName, Formula, Seen } from "./formula.ts";
import { derive, predict } from "./intervals.ts";
import { judgeFit } from "./judge-fit.ts";
import { type Fit, fit, type ParameterBounds } from "./least-squares.ts";
import { atPace, referencePaceMs, relativePace } from "./pace-part.ts";

/** Of all intervals. */
export const confidence = 0.95;

/** A prediction may go so many times beyond the largest that was measured. */
export const reach = 4;

export interface Model {
  formula: Formula;
  /** Null where there was nothing to fit. */
  fit: Fit<Features> | null;
  observations: readonly Observation[];
  document: FittedModel;
}

export function fitModel(asked: Formula, points: readonly MeasuredPoint[]): Model {
  const formula = atPace(asked);
  const observations = observe(formula, points);
  const found = fitTo(formula, observations);
  const verdict = judgeFit({
    formula,
    observations,
    fit: found,
    refit: (some) => fitTo(formula, some),
  });
  const rows = observations.map(({ point, features, value }) => ({
    point,
    x: features[formula.axis],
    measured: value,
    fitted: found ? found.formula(found.parameters, features) : Number.NaN,
  }));
  const percents = rows.map(({ measured, fitted }) => (100 * Math.abs(measured - fitted)) / fitted);
  return {
    formula,
    fit: found,
    observations,
    document: {
      ...{ name: formula.name, controller: formula.controller, figure: formula.figure },
      ...{ formula: formula.text, axis: formula.axis, confidence },
      tolerancePercent: formula.tolerancePercent,
      parameters: found ? parametersOf(formula, found) : [],
      observed: found ? rows : [],
      residualPercentMax: found ? Math.max(...percents) : 0,
      residualPercentRms: found
        ? Math.sqrt(percents.reduce((sum, each) => sum + each ** 2, 0) / percents.length)
        : 0,
      range: formula.features.map((feature) => rangeOf(feature, observations)),
      ...verdict,
      curves: found && verdict.fits ? curvesOf(formula, found, observations) : [],
    },
  };
}

function observe(formula: Formula, points: readonly MeasuredPoint[]): Observation[] {
  const referenceMs = referencePaceMs(points);
  return points.flatMap((point, index) => {
    const value = point.lost === undefined ? formula.measured(point) : undefined;
    return value !== undefined && value > 0
      ? [{ point: index, features: featuresSeen(point, relativePace(point, referenceMs)), value }]
      : [];
  });
}

function fitTo(formula: Formula, observations: readonly Observation[]): Fit<Features> | null {
  if (observations.length === 0) return null;
  return fit({
    formula: formula.value,
    observations,
    parameters: boundsOf(formula, observations),
  });
}

/** What does not show in the observations is left out. */
export function boundsOf(
  formula: Formula,
  observations: readonly { features: Features; value: number }[],
): ParameterBounds[] {
  const values = observations.map(({ value }) => value);
  const largest = (feature: keyof Features) =>
    Math.max(...observations.map(({ features }) => features[feature]));
  const seen: Seen = {
    low: Math.min(...values),
    high: Math.max(...values),
    largest: {
      kustomizations: largest("kustomizations"),
      repositories: largest("repositories"),
      filesPerRepository: largest("filesPerRepository"),
      concurrency: largest("concurrency"),
      shards: largest("shards"),
      waves: largest("waves"),
      connections: largest("connections"),
      pace: largest("pace"),
    },
  };
  return formula.unknowns.map(({ max = Infinity, starts, needs }) => {
    const isShown = isTold(needs, observations);
    return { min: 0, max, starts: starts(seen), ...(isShown ? {} : { fixed: 0 }) };
  });
}

function parametersOf(formula: Formula, found: Fit<Features>): Parameter[] {
  return formula.unknowns.map(({ name, unit, meaning, max = Infinity }, index) => {
    const { value, low, high } = derive(found, (all) => all[index] ?? 0, confidence);
    const estimate = { value, low: Math.max(0, low), high: Math.min(max, high) };
    const isTold = found.free.includes(index);
    return {
      name,
      unit,
      estimate,
      meaning: isTold ? meaning : `${meaning} (not told by the points)`,
    };
  });
}

function rangeOf(
  feature: FeatureName,
  observations: readonly Observation[],
): FittedModel["range"][number] {
  const values = observations.map(({ features }) => features[feature]);
  const from = Math.min(...values);
  const to = Math.max(...values);
  // Beyond the workers that were measured their number is no longer a matter of degree; nor is what never varied.
  const furthest = feature === "concurrency" || from === to ? to : reach * to;
  return { feature: feature as keyof Shape, from, to, furthest };
}

const pointsOfCurve = 40;

/** Over the axis, all else as where the most was measured, for each Kustomization or in all. */
function curvesOf(
  formula: Formula,
  found: Fit<Features>,
  observations: readonly Observation[],
): FittedModel["curves"] {
  const { axis } = formula;
  const { furthest } = rangeOf(axis, observations);
  const workers = formula.features.includes("concurrency")
    ? [...new Set(observations.map(({ features }) => features.concurrency))].sort((a, b) => a - b)
    : [undefined];
  const largest = observations.reduce((a, b) => (b.features[axis] >= a.features[axis] ? b : a));
  const connectionsPer = largest.features.connections / largest.features.kustomizations;
  const x = Array.from({ length: pointsOfCurve }, (_, at) =>
    Math.max(1, Math.round((furthest * (at + 1)) / pointsOfCurve)),
  );
  return workers.map((concurrency) => ({
    label: concurrency === undefined ? "" : `${concurrency} workers`,
    x,
    estimates: x.map((value) =>
      predict(
        found,
        {
          ...{ ...largest.features, pace: 1 },
          ...(concurrency === undefined ? {} : { concurrency }),
          [axis]: value,
          ...(axis === "kustomizations" ? { connections: connectionsPer * value } : {}),
        },
        confidence,
      ),
    ),
  }));
}
