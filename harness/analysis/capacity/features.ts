import type { MeasuredPoint, Shape } from "../../core/capacity.ts";
import { openConnections } from "./connections.ts";
import type { Unknown } from "./formula.ts";

/** What the formulas know of a point or of a plan: the work of its fullest instances. */
export interface Features {
  /** Kustomizations of the fullest instance of kustomize-controller. */
  kustomizations: number;
  /** Sources of the fullest instance of source-controller. */
  repositories: number;
  /** Files in the largest repository. */
  filesPerRepository: number;
  concurrency: number;
  /** Instances that have as much to do at the same time, this one among them. */
  shards: number;
  /** How often each object was reconciled for a new commit, the first one among them. */
  waves: number;
  /** To source-controller, that an instance of kustomize-controller has open at the same time at most. */
  connections: number;
  /** Of the machine, above 1 where it was slower than times are told for. */
  pace: number;
}

/** At the pace that times are told for. */
export function featuresOf(shape: Shape, waves: number): Omit<Features, "connections"> {
  const { kustomizations, repositories, shards, filesPerRepository, concurrency } = shape;
  return {
    kustomizations: Math.ceil(kustomizations / shards),
    repositories: Math.ceil(repositories / shards),
    ...{ filesPerRepository, concurrency, shards, waves, pace: 1 },
  };
}

/** Of a point that was measured. */
export function featuresSeen(point: MeasuredPoint, pace: number): Features {
  const features = featuresOf(point.shape, wavesOf(point));
  const waveMs = point.figures["latency.ready.maxMs"] ?? 0;
  return { ...features, pace, connections: openConnections({ ...features, waveMs }) };
}

/** Commits that each Kustomization took, and the one it began with. */
export function wavesOf({ figures, shape }: MeasuredPoint): number {
  return 1 + (figures["latency.ready.count"] ?? 0) / shape.kustomizations;
}

/** The largest figure of a controller's instances: `memory.X.rssPeakBytes` and `memory.X-shard1.rssPeakBytes`. */
export function ofFullestInstance(
  { figures }: MeasuredPoint,
  controller: string,
  name: (instance: string) => string,
): number | undefined {
  const [before = "", after = ""] = name("\0").split("\0");
  const found = Object.entries(figures).flatMap(([figure, value]) => {
    if (!figure.startsWith(before) || !figure.endsWith(after)) return [];
    const instance = figure.slice(before.length, figure.length - after.length);
    return instance === controller || instance.startsWith(`${controller}-`) ? [value] : [];
  });
  return found.length > 0 ? Math.max(...found) : undefined;
}

/** What was measured of one point. */
export interface Observation {
  /** Its index. */
  point: number;
  features: Features;
  value: number;
}

/** A feature's part in a figure drowns in chance unless its largest value is so many times its smallest, as a rule. */
const leastSpan = 2;

/** Does what observations have of a feature tell an unknown that needs so many values of it? */
export function isTold(
  needs: Unknown["needs"],
  observations: readonly Pick<Observation, "features">[],
): boolean {
  if (!needs) return true;
  const seen = observations.map(({ features }) => features[needs.feature]);
  return (
    distinct(needs.feature, observations) >= needs.values &&
    Math.max(...seen) >= (needs.span ?? leastSpan) * Math.min(...seen)
  );
}

/** How many values of a feature were observed. */
export function distinct(
  feature: keyof Features,
  observations: readonly Pick<Observation, "features">[],
): number {
  return new Set(observations.map(({ features }) => features[feature])).size;
}
