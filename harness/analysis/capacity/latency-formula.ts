import type { MeasuredPoint, Slo } from "../../core/capacity.ts";
import type { Features } from "./features.ts";
import {
  type FeatureName,
  type Formula,
  type Seen,
  sourceController,
  type Unknown,
} from "./formula.ts";

/**
 * From the push to a stage. All Kustomizations of the commits wait in one queue, so a share of them is through
 * once that share of the work is done, as fast as Gunther's Universal Scalability Law says: some of each is work
 * that workers do at once, some of it waits for what only one can have (contention: the API server, a CPU quota,
 * the build, for which kustomize-controller holds one lock), and each worker holds the others up (coherence).
 * What only one can have is about the larger of two: what every reconcile takes, and what unpacking and
 * building its source takes.
 */
export function latencyFormula({ stage, share }: Pick<Slo, "stage" | "share">): Formula {
  const quantile = `p${Math.round(share * 100)}`;
  const common = {
    name: "latency" as const,
    figure: `latency.${stage}.${quantile}Ms`,
    measured: (point: MeasuredPoint) => point.figures[`latency.${stage}.${quantile}Ms`],
    isTime: true,
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
  const each = ({ high, largest }: Seen) => high / largest.kustomizations;
  const features: FeatureName[] = [
    "kustomizations",
    "repositories",
    "filesPerRepository",
    "concurrency",
  ];
  const unknowns: Unknown[] = [
    {
      ...{ name: "t0", unit: "ms", meaning: "until the first Kustomization is reconciled" },
      starts: ({ low }) => [low / 4],
    },
    {
      ...{ name: "w0", unit: "ms", meaning: "for each Kustomization, of what workers do at once" },
      starts: (seen) => [each(seen), 4 * each(seen)],
      needs: { feature: "concurrency", values: 2 },
    },
    {
      ...{ name: "a0", unit: "ms", meaning: "for each Kustomization, one at a time" },
      starts: (seen) => [each(seen) / 4, each(seen)],
      needs: { feature: "kustomizations", values: 2 },
    },
    {
      ...{ name: "a1", unit: "ms", meaning: "for each file of its source, one at a time" },
      starts: (seen) => [each(seen) / seen.largest.filesPerRepository],
      needs: { feature: "filesPerRepository", values: 3 },
    },
    {
      ...{ name: "k0", unit: "ms", meaning: "coherence: for each further worker" },
      starts: (seen) => [each(seen) / 100],
      needs: { feature: "concurrency", values: 3 },
    },
    {
      ...{ name: "r0", unit: "ms", meaning: "for each source" },
      starts: (seen) => [each(seen) / 4],
      // With as many Kustomizations in each, sources are not to be told from these.
      needs: { feature: "filesPerRepository", values: 3 },
    },
    {
      ...{ name: "φ", unit: "", meaning: "share of a0 that all instances wait for together" },
      max: 1,
      starts: () => [0.2, 0.8],
      needs: { feature: "shards", values: 2 },
    },
  ];
  return {
    controller: null,
    text: `t0 + share · (n / X(c) + r0 · sources), ${throughputText}`,
    unknowns,
    value: (parameters: readonly number[], of: Features) => drainMs(parameters, of, share),
    axis: "kustomizations" as const,
    features,
  };
}

/** Until this share of all Kustomizations is through. */
export function drainMs(
  parameters: readonly number[],
  features: Omit<Features, "connections" | "pace">,
  share: number,
): number {
  const { t0, r0 } = drainParameters(parameters);
  const { kustomizations, repositories } = features;
  return t0 + share * (kustomizations / throughputPerMs(parameters, features) + r0 * repositories);
}

/** The parameters of the way to Ready by their names, which are in the order of its unknowns. */
export function drainParameters([
  t0 = 0,
  w0 = 0,
  a0 = 0,
  a1 = 0,
  k0 = 0,
  r0 = 0,
  φ = 0,
]: readonly number[]) {
  return { t0, w0, a0, a1, k0, r0, φ };
}

/** What a throughput hangs on. */
export type ThroughputFeatures = Pick<Features, "concurrency" | "filesPerRepository" | "shards">;

export const throughputText =
  "X(c) = c / (w0 + c · ∛((a0 (1 + φ (shards − 1)))³ + (a1 · files)³) + k0 c (c − 1))";

/** Kustomizations a millisecond, of one instance while all have as much to do. */
export function throughputPerMs(
  parameters: readonly number[],
  { concurrency: c, filesPerRepository, shards }: ThroughputFeatures,
): number {
  const { w0, a0, a1, k0, φ } = drainParameters(parameters);
  const shareOfAll = a0 * (1 + φ * (shards - 1));
  const oneAtATime = Math.cbrt(shareOfAll ** 3 + (a1 * filesPerRepository) ** 3);
  return c / (w0 + c * oneAtATime + k0 * c * (c - 1));
}
