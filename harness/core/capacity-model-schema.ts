import { z } from "zod";

const amount = z.number().nonnegative();

/** `Estimate`, read from a file: JSON writes an infinite bound as null. */
export const estimate = z
  .looseObject({ value: z.number(), low: z.number().nullable(), high: z.number().nullable() })
  .transform(({ value, low, high }) => ({
    value,
    low: low ?? Number.NEGATIVE_INFINITY,
    high: high ?? Number.POSITIVE_INFINITY,
  }))
  .refine(({ low, high }) => low <= high, "expected bounds of which the first is the lower one");

const shape = z.looseObject({
  kustomizations: amount,
  repositories: amount,
  filesPerRepository: amount,
  objectsPerKustomization: amount,
  concurrency: amount,
  shards: amount,
  cpuLimitCores: amount.nullable(),
});

/** `MeasuredPoint`, read from a file. */
export const measuredPoint = z.looseObject({
  dir: z.string(),
  scenario: z.string(),
  set: z.array(z.string()),
  seed: z.int(),
  shape,
  figures: z.record(z.string(), z.number()),
  lost: z.string().exactOptional(),
});

/** `FittedModel`, read from a file. */
export const fittedModel = z.looseObject({
  name: z.string(),
  controller: z.string().nullable(),
  figure: z.string(),
  formula: z.string(),
  parameters: z.array(
    z.looseObject({ name: z.string(), unit: z.string(), meaning: z.string(), estimate }),
  ),
  confidence: z.number().gt(0).lt(1),
  observed: z.array(
    z.looseObject({
      point: z.int().nonnegative(),
      x: z.number(),
      measured: z.number(),
      fitted: z.number(),
    }),
  ),
  axis: shape.keyof(),
  residualPercentMax: amount,
  residualPercentRms: amount,
  tolerancePercent: amount,
  range: z.array(
    z.looseObject({
      feature: shape.keyof(),
      from: z.number(),
      to: z.number(),
      furthest: z.number(),
    }),
  ),
  fits: z.boolean(),
  because: z.string(),
  curves: z.array(
    z
      .looseObject({ label: z.string(), x: z.array(z.number()), estimates: z.array(estimate) })
      .refine(
        ({ x, estimates }) => x.length === estimates.length,
        "expected an estimate for each x",
      ),
  ),
  knee: estimate.exactOptional(),
});
