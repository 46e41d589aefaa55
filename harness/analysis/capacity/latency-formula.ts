import type { MeasuredPoint, Slo } from "../../core/capacity.ts";
import type { Features } from "./features.ts";
import { type FeatureName, type Formula, sourceController, type Unknown } from "./formula.ts";

/**
 * From the push to a stage. All Kustomizations of the commit wait in one queue, so a share of them is through
 * once that share of the work is done: by workers that wait for one another (σ: the build behind one lock, a
 * CPU quota) and hold one another up (κ), after Gunther's Universal Scalability Law.
 */
export function latencyFormula({ stage, share }: Pick<Slo, "stage" | "share">): Formula {
  const quantile = `p${Math.round(share * 100)}`;
  const common = {
    name: "latency" as const,
    figure: `latency.${stage}.${quantile}Ms`,
    measured: (point: MeasuredPoint) => point.figures[`latency.${stage}.${quantile}Ms`],
    tolerancePercent: 15,
  };
  return stage === "artifact"
    ? { ...common, ...artifactLatency(share) }
    : { ...common, ...drainLatency(share) };
}

function artifactLatency(share: number) {
  const unknowns: Unknown[] = [
    {
      ...{ name: "a0", unit: "ms", meaning: "until the first source is looked at" },
      starts: ({ low }) => [low / 2],
    },
    {
      ...{ name: "b0", unit: "ms", meaning: "for each source" },
      starts: ({ high, largest }) => [high / largest.repositories / 2],
      needs: { feature: "repositories", values: 2 },
    },
    {
      ...{ name: "b1", unit: "ms", meaning: "for each file of a source" },
      starts: ({ high, largest }) => [high / largest.filesPerRepository / largest.repositories / 4],
      needs: { feature: "filesPerRepository", values: 2 },
    },
  ];
  return {
    controller: sourceController,
    text: "a0 + share · sources · (b0 + b1 · files)",
    unknowns,
    value: ([a0 = 0, b0 = 0, b1 = 0]: readonly number[], features: Features) =>
      a0 + share * features.repositories * (b0 + b1 * features.filesPerRepository),
    axis: "repositories" as const,
    features: ["repositories", "filesPerRepository"] as FeatureName[],
  };
}

function drainLatency(share: number) {
  const unknowns: Unknown[] = [
    {
      ...{ name: "t0", unit: "ms", meaning: "until the first Kustomization is reconciled" },
      starts: ({ low }) => [low / 2],
    },
    {
      ...{ name: "s0", unit: "ms", meaning: "of one worker for each Kustomization" },
      starts: ({ high, largest }) => [
        high / largest.kustomizations,
        (4 * high) / largest.kustomizations,
      ],
      needs: { feature: "kustomizations", values: 2 },
    },
    {
      ...{ name: "s1", unit: "ms", meaning: "more, for each file of its source" },
      starts: ({ high, largest }) => [
        high / largest.kustomizations / largest.filesPerRepository / 8,
      ],
      needs: { feature: "filesPerRepository", values: 3 },
    },
    {
      ...{
        name: "σ",
        unit: "",
        meaning: "contention: share of the work that workers can't do at once",
      },
      max: 1,
      starts: () => [0.05, 0.6],
      needs: { feature: "concurrency", values: 2 },
    },
    {
      ...{ name: "κ", unit: "", meaning: "coherence: what each worker costs each other" },
      max: 1,
      starts: () => [0.003],
      needs: { feature: "concurrency", values: 3 },
    },
  ];
  return {
    controller: null,
    text: "t0 + share · n / X(c), X(c) = c / (s0 + s1 · files) / (1 + σ (c − 1) + κ c (c − 1))",
    unknowns,
    value: (parameters: readonly number[], features: Features) =>
      (parameters[0] ?? 0) +
      (share * features.kustomizations) / throughputPerMs(parameters, features),
    axis: "kustomizations" as const,
    features: ["kustomizations", "filesPerRepository", "concurrency"] as FeatureName[],
  };
}

/** Kustomizations a millisecond, of one instance. */
export function throughputPerMs(
  [, s0 = 0, s1 = 0, contention = 0, coherence = 0]: readonly number[],
  { concurrency: c, filesPerRepository }: Pick<Features, "concurrency" | "filesPerRepository">,
): number {
  const serviceMs = s0 + s1 * filesPerRepository;
  return c / serviceMs / (1 + contention * (c - 1) + coherence * c * (c - 1));
}
