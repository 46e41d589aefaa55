/** What makes one point differ from others. */
export interface Shape {
  kustomizations: number;
  repositories: number;
  /** Files in the largest of them: all are unpacked for each Kustomization. */
  filesPerRepository: number;
  objectsPerKustomization: number;
  /** Of each instance of kustomize-controller. */
  concurrency: number;
  /** Instances of each sharded controller. */
  shards: number;
  /** Of each instance, in cores; null where none was set. */
  cpuLimitCores: number | null;
}

/** One run, by which the models are fitted. */
export interface MeasuredPoint {
  /** Within the folder of the answer, or as given by `--from`. */
  dir: string;
  scenario: string;
  set: string[];
  seed: number;
  shape: Shape;
  /** As in the run's summary: `latency.ready.p95Ms`. */
  figures: Record<string, number>;
  /** Set where a run gave no figures or did not pass, and why; no model then uses it. */
  lost?: string;
}

/** A value with the bounds between which it is expected, at the confidence of its model. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

export interface Parameter {
  name: string;
  /** `ms`, `MB`, `per second`; empty for a bare number. */
  unit: string;
  meaning: string;
  estimate: Estimate;
}

/** How one figure depends on the shape. */
export interface FittedModel {
  /** `drain`, `memory`, `cpu`, `requests`, … */
  name: string;
  /** Null where more than one has a part in it. */
  controller: string | null;
  /** What is predicted, unit last. */
  figure: string;
  /** As a person reads it: `t0 + share · n / X(c)`. */
  formula: string;
  parameters: Parameter[];
  /** Of the intervals, `0.95`. */
  confidence: number;
  /** Measured against fitted, a row for each point that was used. */
  observed: { point: number; x: number; measured: number; fitted: number }[];
  /** What `x` in `observed` and `curves` is. */
  axis: string;
  /** Largest and root mean square residual, in percent of what was measured. */
  residualPercentMax: number;
  residualPercentRms: number;
  tolerancePercent: number;
  /** What was measured of each feature, and how far a prediction may go. */
  range: { feature: keyof Shape; from: number; to: number; furthest: number }[];
  fits: boolean;
  /** Why it fits, or doesn't. */
  because: string;
  /** To draw: the model over `axis`, within its range. */
  curves: { label: string; x: number[]; estimates: Estimate[] }[];
  /** Where more workers no longer help: `sqrt(w0 / k0)`; absent where the model has none. */
  knee?: Estimate;
}
