import { withConnections } from "../../harness/analysis/capacity/connections.ts";
import type { Features } from "../../harness/analysis/capacity/features.ts";
import { featuresOf } from "../../harness/analysis/capacity/features.ts";
import { confidence, type Model } from "../../harness/analysis/capacity/fit-model.ts";
import { fitModels } from "../../harness/analysis/capacity/fit-models.ts";
import { predict } from "../../harness/analysis/capacity/intervals.ts";
import {
  paceWeightOf,
  referencePaceMs,
  relativePace,
} from "../../harness/analysis/capacity/pace-part.ts";
import { beyondRange } from "../../harness/analysis/capacity/range.ts";
import { median as medianOf } from "../../harness/analysis/median.ts";
import type { PlannedPoint } from "../../harness/capacity/shapes.ts";
import type { Estimate, MeasuredPoint, Shape } from "../../harness/core/capacity.ts";

/** One figure of one shape that was not fitted. */
export interface Prediction {
  shape: Shape;
  figure: string;
  /** Null where the model does not fit or the shape is out of its range. */
  predicted: Estimate | null;
  because: string;
  /** Percent that it may be off, unless repeats lie further apart. */
  allowedPercent: number;
  pace: PaceOfPrediction;
}

/** What the machine's pace has to do with it. */
interface PaceOfPrediction {
  /** That it is told for, milliseconds; null where it was not measured. */
  referenceMs: number | null;
  /** By how many percent the figure goes with each percent of pace. */
  weight: number;
}

/** A prediction and what was then measured. */
export interface Compared extends Prediction {
  measured: number[];
  /** Null where nothing was measured. */
  median: number | null;
  /** Largest less smallest of the repeats, in percent of their median; null for fewer than two. */
  spreadPercent: number | null;
  errorPercent: number | null;
  verdict: "within" | "outside" | "not predicted" | "not measured";
}

/** The shares that are promised: 15 % of p95 latency, 10 % of peak memory. */
const allowed = { latency: 15, memory: 10 };

/** What the fitted points say of other shapes, before those are measured. */
export function predictions(
  fitted: readonly MeasuredPoint[],
  asked: readonly Pick<PlannedPoint, "shape" | "waves">[],
): Prediction[] {
  const models = fitModels(fitted, { stage: "ready", share: 0.95 });
  const referenceMs = referencePaceMs(fitted) ?? null;
  const figures: [Model, number][] = [
    [models.latency, allowed.latency],
    [models.memory["kustomize-controller"], allowed.memory],
    [models.memory["source-controller"], allowed.memory],
  ];
  return asked.flatMap(({ shape, waves }) => {
    const features = withConnections(models.latency, featuresOf(shape, waves));
    return figures.map(([model, allowedPercent]) => ({
      ...{ shape, figure: model.document.figure, allowedPercent },
      pace: { referenceMs, weight: paceWeightOf(model) },
      ...predictOne(model, features),
    }));
  });
}

function predictOne(
  { fit, document }: Model,
  features: Features,
): Pick<Prediction, "predicted" | "because"> {
  if (!fit || !document.fits) return { predicted: null, because: document.because };
  const outside = beyondRange(document, features);
  if (outside !== undefined) return { predicted: null, because: outside };
  return { predicted: predict(fit, features, confidence), because: document.because };
}

/** What would have been measured at the pace that was predicted for. */
function atItsPace({ pace }: Prediction, point: MeasuredPoint, value: number | undefined) {
  const times = relativePace(point, pace.referenceMs ?? undefined);
  return value === undefined ? undefined : value / times ** pace.weight;
}

/** Holds predictions to repeats of the shapes they are for. */
export function compare(
  made: readonly Prediction[],
  repeats: readonly MeasuredPoint[],
  figureOf: (point: MeasuredPoint, figure: string) => number | undefined,
): Compared[] {
  return made.map((prediction) => {
    const measured = repeats
      .filter(({ shape, lost }) => lost === undefined && isSame(shape, prediction.shape))
      .map((point) => atItsPace(prediction, point, figureOf(point, prediction.figure)))
      .filter((value) => value !== undefined)
      .sort((a, b) => a - b);
    const median = measured.length === 0 ? null : medianOf(measured);
    const spread = (measured.at(-1) ?? 0) - (measured[0] ?? 0);
    const spreadPercent = median === null || measured.length < 2 ? null : (100 * spread) / median;
    const { predicted, allowedPercent } = prediction;
    const errorPercent =
      median === null || predicted === null
        ? null
        : (100 * Math.abs(predicted.value - median)) / median;
    return {
      ...{ ...prediction, measured, median, spreadPercent, errorPercent },
      verdict:
        predicted === null
          ? "not predicted"
          : errorPercent === null
            ? "not measured"
            : errorPercent <= Math.max(allowedPercent, spreadPercent ?? 0)
              ? "within"
              : "outside",
    };
  });
}

function isSame(a: Shape, b: Shape): boolean {
  return (Object.keys(a) as (keyof Shape)[]).every((key) => a[key] === b[key]);
}
