import type { Matrix } from "ml-matrix";
import type { Estimate } from "../../core/capacity.ts";
import { tQuantile } from "../t-quantile.ts";
import { gradient, slopeOf } from "./gradient.ts";
import type { Fit } from "./least-squares.ts";

/** Where a further measurement is expected, not only the mean of many. */
export function predict<Features>(
  fit: Fit<Features>,
  // All of them: one left out would make the value no number.
  features: NoInfer<Features>,
  confidence: number,
): Estimate {
  const value = fit.formula(fit.parameters, features);
  const slope = gradient(fit.formula, fit.parameters, fit.free, features);
  const variance = fit.spread ** 2 + quadraticForm(slope, fit.covariance);
  const factor = Math.exp(tQuantile(confidence, fit.degrees) * Math.sqrt(variance));
  return { value, low: value / factor, high: value * factor };
}

/** Bounds of a quantity that the parameters alone make: one of them, a knee. */
export function derive<Features>(
  fit: Fit<Features>,
  quantity: (parameters: readonly number[]) => number,
  confidence: number,
): Estimate {
  const value = quantity(fit.parameters);
  const slope = fit.free.map((index) => slopeOf(quantity, fit.parameters, index));
  const reach =
    tQuantile(confidence, fit.degrees) * Math.sqrt(quadraticForm(slope, fit.covariance));
  return { value, low: value - reach, high: value + reach };
}

function quadraticForm(slope: readonly number[], covariance: Matrix): number {
  let sum = 0;
  for (const [row, a] of slope.entries()) {
    for (const [column, b] of slope.entries()) sum += a * b * covariance.get(row, column);
  }
  return Math.max(0, sum);
}

/** As `derive`, for what is above zero by its nature. */
export function derivePositive<Features>(
  fit: Fit<Features>,
  quantity: (parameters: readonly number[]) => number,
  confidence: number,
): Estimate {
  const { value, low, high } = derive(fit, (all) => Math.log(quantity(all)), confidence);
  return { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
}
