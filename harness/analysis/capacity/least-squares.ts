import { levenbergMarquardt } from "ml-levenberg-marquardt";
import { Matrix, pseudoInverse } from "ml-matrix";
import { gradient, tiny } from "./gradient.ts";

/** A formula with unknown parameters over what is known of each observation. */
export interface FitRequest<Features> {
  formula(parameters: readonly number[], features: Features): number;
  observations: readonly { features: Features; value: number }[];
  parameters: readonly ParameterBounds[];
}

export interface ParameterBounds {
  min: number;
  max: number;
  /** Where the search begins, one start after the other. */
  starts: readonly number[];
  /** What it can't be told from the observations, and is therefore set to. */
  fixed?: number;
}

export interface Fit<Features> {
  formula: FitRequest<Features>["formula"];
  parameters: number[];
  /** Those the observations tell: neither fixed nor at a bound. */
  free: number[];
  /** Of the free ones, in their order. */
  covariance: Matrix;
  /** Observations beyond one for each parameter looked for. */
  degrees: number;
  /** Standard deviation of the logarithm of measured over fitted. */
  spread: number;
  /** Logarithm of measured over fitted. */
  residuals: number[];
}

/**
 * Fits by least squares of logarithms: times, bytes and counts scatter by a share of their size. Null where
 * no start leads anywhere.
 */
export function fit<Features>(request: FitRequest<Features>): Fit<Features> | null {
  const sought = request.parameters.flatMap(({ fixed }, index) =>
    fixed === undefined ? [index] : [],
  );
  const degrees = request.observations.length - sought.length;
  if (degrees < 1) return null;
  const best = startingPoints(request.parameters)
    .map((start) => descend(request, sought, start))
    .filter(({ error }) => Number.isFinite(error))
    .sort((a, b) => a.error - b.error)[0];
  if (!best) return null;

  const { parameters } = best;
  const residuals = request.observations.map(({ features, value }) =>
    Math.log(value / request.formula(parameters, features)),
  );
  const spread = Math.sqrt(residuals.reduce((sum, each) => sum + each ** 2, 0) / degrees);
  const free = sought.filter((index) => !isAtBound(request.parameters[index], parameters[index]));
  const slopes = request.observations.map(({ features }) =>
    gradient(request.formula, parameters, free, features),
  );
  return {
    ...{ formula: request.formula, parameters, free, degrees, spread, residuals },
    covariance: covarianceOf(slopes, spread),
  };
}

const iterations = 60;

function descend<Features>(
  request: FitRequest<Features>,
  sought: readonly number[],
  start: readonly number[],
): { parameters: number[]; error: number } {
  const { observations, formula, parameters } = request;
  // Each is searched for in units of its start: they differ by many powers of ten.
  const units = sought.map((index) => Math.abs(start[index] ?? 0) || 1);
  const whole = (scaled: readonly number[]) => {
    const values = [...start];
    for (const [at, index] of sought.entries())
      values[index] = (scaled[at] ?? 0) * (units[at] ?? 1);
    return values;
  };
  const inUnits = (of: readonly number[]) =>
    sought.map((index, at) => (of[index] ?? 0) / (units[at] ?? 1));
  const found = levenbergMarquardt(
    {
      x: observations.map((_, index) => index),
      y: observations.map(({ value }) => Math.log(value)),
    },
    (scaled) => {
      const values = whole(scaled);
      return (x) => {
        const seen = observations[x];
        return seen ? Math.log(Math.max(tiny, formula(values, seen.features))) : Number.NaN;
      };
    },
    {
      initialValues: inUnits(start),
      minValues: inUnits(parameters.map(({ min }) => min)),
      maxValues: inUnits(parameters.map(({ max }) => max)),
      gradientDifference: 1e-6,
      centralDifference: true,
      damping: 0.01,
      maxIterations: iterations,
      errorTolerance: 1e-14,
    },
  );
  return { parameters: whole([...found.parameterValues]), error: found.parameterError };
}

/** Every combination of starts. */
function startingPoints(parameters: readonly ParameterBounds[]): number[][] {
  let points: number[][] = [[]];
  for (const { starts, fixed } of parameters) {
    const values = fixed === undefined ? starts : [fixed];
    points = points.flatMap((point) => values.map((value) => [...point, value]));
  }
  return points;
}

function isAtBound(bounds: ParameterBounds | undefined, value = 0): boolean {
  if (!bounds) return false;
  const size = Math.max(...bounds.starts.map(Math.abs)) * 1e-6;
  return value <= bounds.min + size || value >= bounds.max - size;
}

function covarianceOf(slopes: number[][], spread: number): Matrix {
  const width = slopes[0]?.length ?? 0;
  if (width === 0) return Matrix.zeros(0, 0);
  // Columns of like size, or the inverse loses those that are small.
  const sizes = Array.from(
    { length: width },
    (_, at) => Math.hypot(...slopes.map((row) => row[at] ?? 0)) || 1,
  );
  const scaled = new Matrix(slopes.map((row) => row.map((each, at) => each / (sizes[at] ?? 1))));
  const inverse = pseudoInverse(scaled.transpose().mmul(scaled), 1e-12).mul(spread ** 2);
  for (let row = 0; row < width; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const scale = (sizes[row] ?? 1) * (sizes[column] ?? 1);
      inverse.set(row, column, inverse.get(row, column) / scale);
    }
  }
  return inverse;
}
