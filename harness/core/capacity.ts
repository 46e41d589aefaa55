import type { Estimate, FittedModel, MeasuredPoint } from "./capacity-model.ts";
import type { DocumentHead } from "./document.ts";
import type { Stage } from "./metrics.ts";
import type { SubjectInfo } from "./run.ts";

export type { Estimate, FittedModel, MeasuredPoint, Parameter, Shape } from "./capacity-model.ts";

/** `capacity.json`: what was asked, what was measured and fitted, and the plan that came of it. */
export interface Capacity extends DocumentHead {
  tookMs: number;
  subject: SubjectInfo;
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
}

/** One Flux on one API server reconciles for all clusters. */
export interface CapacityQuestion {
  clusters: number;
  kustomizationsPerCluster: number;
  /** Into which the Kustomizations are dealt: a commit wakes all of its own. */
  repositories: number;
  /** In each: all are fetched for a commit, and unpacked for each of its Kustomizations. */
  filesPerRepository: number;
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
  /** Where it unpacks what it builds: in memory, if it did so when it was measured; absent for on disk. */
  temporaryFiles?: "memory";
  memoryBytes: Estimate;
  requests: { cpuCores: number; memoryBytes: number };
  limits: { cpuCores: number; memoryBytes: number };
  /** Share of its time, 0 to 1, that the fullest instance works in the steady state; null where not told. */
  utilisation: Estimate | null;
}

/** Null, or absent, where no model describes the requests. */
export interface RatePlan {
  /** At the Git host. */
  gitPerSecond: Estimate | null;
  /** At the API server, by controller, in the steady state. */
  kubernetesPerSecond: Record<string, Estimate>;
  /** While a commit is applied, all instances of kustomize-controller together. */
  kubernetesPerSecondPeak: Estimate | null;
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

export interface Refusal {
  kind: RefusalKind;
  /** The constraint that binds, with its figures. */
  because: string;
  /** What would be possible instead, where that can be told. */
  instead?: string;
}

/**
 * `impossible`: no plan holds, whatever it costs. `contradiction`: the question rules itself out. `no-fit`: no
 * model describes what was measured. `out-of-range`: what is asked lies beyond what was measured.
 * `too-few-points`, `budget`: there is too little to go by.
 */
export type RefusalKind =
  | "impossible"
  | "contradiction"
  | "no-fit"
  | "out-of-range"
  | "too-few-points"
  | "budget";
