import type { Estimate, FittedModel } from "../../core/capacity.ts";
import type { Features } from "./features.ts";
import { confidence, type Model } from "./fit-model.ts";
import { kustomizeController } from "./formula.ts";
import { tiny } from "./gradient.ts";
import { derive, derivePositive } from "./intervals.ts";
import {
  drainParameters,
  type ThroughputFeatures,
  throughputPerMs,
  throughputText,
} from "./latency-formula.ts";
import type { Fit } from "./least-squares.ts";

/** Parameters of the latency that are none of the throughput. */
const notOfThroughput = new Set(["t0", "r0", "p"]);
const pointsOfCurve = 40;

/** Kustomizations a second, of one instance. */
export function throughput(fit: Fit<Features>, features: ThroughputFeatures): Estimate {
  return derivePositive(fit, (all) => 1000 * throughputPerMs(all, features), confidence);
}

/**
 * What a fitted latency says of how many workers are worth having: where they no longer help (the knee), and
 * towards what they tend. Null where latency tells nothing of workers.
 */
export function throughputOf(drain: Model, share: number): FittedModel | null {
  const { fit, document, observations } = drain;
  const workers = document.range.find(({ feature }) => feature === "concurrency");
  if (!fit || !document.fits || !workers) return null;
  const files = document.range.find(({ feature }) => feature === "filesPerRepository")?.to ?? 0;
  const step = (workers.to - workers.from) / pointsOfCurve;
  const x = Array.from({ length: pointsOfCurve + 1 }, (_, at) => workers.from + at * step);
  const { t0, r0 } = drainParameters(fit.parameters);
  return {
    ...document,
    ...{ name: "throughput", controller: kustomizeController, figure: "kustomizationsPerSecond" },
    ...{ formula: throughputText, axis: "concurrency" },
    parameters: document.parameters.filter(({ name }) => !notOfThroughput.has(name)),
    observed: observations.flatMap(({ point, features, value }) => {
      const drainMs = value - t0 - share * r0 * features.repositories;
      if (drainMs <= 0) return [];
      return [
        {
          ...{ point, x: features.concurrency },
          measured: (1000 * share * features.kustomizations) / drainMs,
          fitted: throughput(fit, features).value,
        },
      ];
    }),
    curves: [
      {
        label: `${files} files`,
        x,
        estimates: x.map((concurrency) =>
          throughput(fit, { concurrency, filesPerRepository: files, shards: 1 }),
        ),
      },
    ],
    ...kneeOf(drain, fit),
  };
}

function kneeOf({ formula }: Model, fit: Fit<Features>): Pick<FittedModel, "knee"> {
  const coherenceAt = formula.unknowns.findIndex(({ name }) => name === "k0");
  if (!fit.free.includes(coherenceAt)) return {};
  const most = (all: readonly number[]) => {
    const { w0, k0 } = drainParameters(all);
    // One worker is the fewest there can be.
    return Math.max(1, Math.sqrt(w0 / Math.max(tiny, k0)));
  };
  const knee = derive(fit, most, confidence);
  return { knee: { ...knee, low: Math.max(1, knee.low) } };
}
