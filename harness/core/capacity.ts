import type { Stage } from "./metrics.ts";
import type { HostInfo, SubjectInfo } from "./run.ts";

/** `capacity.json`: what was asked, what was measured and fitted, and the plan that came of it. */
export interface Capacity {
  version: 1;
  fluxproof: string;
  /** ISO 8601. */
  startedAt: string;
  tookMs: number;
  subject: SubjectInfo;
  environment: string;
  gitHost: string;
  host: HostInfo;
  seed: number;
  /** Milliseconds that the measurements were allowed to take. */
  budgetMs: number;
  question: CapacityQuestion;
  points: MeasuredPoint[];
  models: FittedModel[];
  /** Null where none could be given: `refusals` tell why. */
  plan: CapacityPlan | null;
  /** Null where no model fits, for nothing can then be said. */
  region: FeasibleRegion | null;
  /** The gravest first. */
  refusals: Refusal[];
  /** Begun and not ended: what a later call with the same folder still has to do. */
  unfinished?: string;
}

/** One Flux on one API server reconciles for all clusters. */
export interface CapacityQuestion {
  clusters: number;
  kustomizationsPerCluster: number;
  /** Into which the Kustomizations are dealt: a commit wakes all of its own. */
  repositories: number;
  commitsPerHour: number;
  slo: Slo;
  /** Of each instance of a controller. */
  memoryLimitBytes: number;
  /** Of each instance, in cores. */
  cpuLimitCores: number;
  /** Between polls of a source, where the user insists on one; else null, and the plan says one. */
  sourceIntervalMs: number | null;
  kustomizationIntervalMs: number;
}

/** `p99 commit-to-ready <= 2m` */
export interface Slo {
  text: string;
  /** `0.99` */
  share: number;
  stage: Stage;
  withinMs: number;
}

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
  /** Where more workers no longer help: `sqrt((1 − σ) / κ)`; absent where the model has none. */
  knee?: Estimate;
}

/** The smallest that holds. */
export interface CapacityPlan {
  controllers: ControllerPlan[];
  sourceIntervalMs: number;
  kustomizationIntervalMs: number;
  /** Of the SLO's quantile and stage, polling included. */
  latencyMs: Estimate;
  /** Between the upper bound and the SLO, in percent of the SLO. */
  marginPercent: number;
  /** Where the latency comes from, in order: waiting for the poll, fixed part, draining. */
  latencyParts: { name: string; estimate: Estimate }[];
  /** The constraint that is the nearest to break, a sentence. */
  binding: string;
  rates: RatePlan;
  /** What must be true for this to hold, a sentence each. */
  assumptions: string[];
  /** The folder with a `kustomization.yaml`, within the folder of the answer; absent where none was written. */
  manifests?: { dir: string; files: string[]; dryRun?: { accepted: boolean; because: string } };
}

export interface ControllerPlan {
  name: string;
  /** Those with a shard's key beside the main one are `instances - 1`. */
  instances: number;
  /** Objects of its kind that the fullest instance serves. */
  objectsPerInstance: number;
  concurrency: number;
  memoryBytes: Estimate;
  requests: { cpuCores: number; memoryBytes: number };
  limits: { cpuCores: number; memoryBytes: number };
  /** Share of its time, 0 to 1, that the fullest instance works in the steady state. */
  utilisation: Estimate;
}

export interface RatePlan {
  /** At the Git host. */
  gitPerSecond: Estimate;
  /** At the API server, by controller, in the steady state. */
  kubernetesPerSecond: Record<string, Estimate>;
  /** While a commit is applied, all controllers together. */
  kubernetesPerSecondPeak: Estimate;
}

export type CellVerdict = "holds" | "too-slow" | "too-large" | "overloaded" | "out-of-range";

/** All that was weighed, to draw. */
export interface FeasibleRegion {
  /** Polling interval that it is drawn for. */
  sourceIntervalMs: number;
  cells: RegionCell[];
}

export interface RegionCell {
  /** Instances of kustomize-controller. */
  shards: number;
  concurrency: number;
  /** Null where out of range. */
  latencyMs: Estimate | null;
  memoryBytes: Estimate | null;
  verdict: CellVerdict;
  because: string;
  isPlan: boolean;
}

/**
 * `impossible`: no plan holds, whatever it costs. `contradiction`: the question rules itself out. `no-fit`: no
 * model describes what was measured. `out-of-range`: what is asked lies beyond what was measured.
 * `too-few-points`, `budget`: there is too little to go by.
 */
export interface Refusal {
  kind: "impossible" | "contradiction" | "no-fit" | "out-of-range" | "too-few-points" | "budget";
  /** The constraint that binds, with its figures. */
  because: string;
  /** What would be possible instead, where that can be told. */
  instead?: string;
}
