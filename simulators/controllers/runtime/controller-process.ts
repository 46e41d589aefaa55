import type { Clock, Random } from "../../../harness/core/clock.ts";
import type { Defect } from "../defects.ts";
import type { ControllerApi, Follower } from "./controller-api.ts";

/** Command-line flags of a controller, as far as the model heeds them. Times in milliseconds. */
export interface ControllerFlags {
  /** `--concurrent` */
  concurrent: number;
  /** `--min-retry-delay`, `--max-retry-delay` */
  retryMsMin: number;
  retryMsMax: number;
  /** `--requeue-dependency` */
  requeueDependencyMs: number;
  /** `--interval-jitter-percentage` */
  jitterPercent: number;
  /** `--watch-label-selector` */
  watchLabelSelector?: string;
  /** `--events-addr`; absent where the controller tells nobody. */
  eventsAddress?: string;
  /** `--storage-adv-addr`: origin under which source-controller's artifacts are found. */
  storageAddress: string;
  /** `--artifact-retention-ttl`, `--artifact-retention-records` */
  artifactRetentionMs: number;
  artifactRetentionRecords: number;
  /** `--helm-index-max-size`, in bytes. */
  helmIndexBytesMax: number;
  /** `--feature-gates`: those that are on. */
  featureGates: ReadonlySet<FeatureGate>;
}

/** A gate that is off unless given, as far as the model heeds them. */
export type FeatureGate = "CancelHealthCheckOnNewRevision";

/** One running controller of the model: what it knows of the world, and how it reaches it. */
export interface ControllerProcess {
  /** `source-controller`: who Events come from. */
  name: string;
  flags: ControllerFlags;
  /** The API server, as this controller's user. */
  api: ControllerApi;
  /** The same as another user: `system:serviceaccount:NAMESPACE:NAME`. */
  impersonate(user: string): ControllerApi;
  /** Everything else it reaches by HTTP. */
  fetch(request: Request): Promise<Response>;
  /** What its controllers follow, by plural: reads of one's own kind go there. */
  caches: Map<string, Follower>;
  clock: Clock;
  random: Random;
  /** Aborted when the process ends, for whatever reason. */
  signal: AbortSignal;
  /** Takes as long as the model says that work takes, which nothing cuts short but the end of the process. */
  work(what: WorkName, amount?: number): Promise<void>;
  /** Holds so many bytes until disposed of; the process is killed when all it holds exceeds its limit. */
  hold(bytes: number): Disposable;
  /** Bytes that it may hold yet. */
  room(): number;
  /** Whether this defect was put into the model. */
  has(defect: Defect): boolean;
  /** A line of its log. */
  log(message: string): void;
}

/** Work that takes time in the model; `parameters.json` says how long and where the figures are from. */
export type WorkName =
  | "git.unpack-file"
  | "git.unpack-byte"
  | "artifact.archive"
  | "helm.read-yaml-byte"
  | "helm.read-json-byte"
  | "kustomize.build"
  | "helm.render"
  | "helm.action";

/** Whole seconds, as Kubernetes writes times. */
export function timestamp(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (second !== last.second) {
    last = { second, text: `${new Date(epochMs).toISOString().slice(0, 19)}Z` };
  }
  return last.text;
}

/** All that happens in a second of virtual time carries the same text. */
let last = { second: Number.NaN, text: "" };

/** An interval give or take `--interval-jitter-percentage`. */
export function jittered(process: ControllerProcess, intervalMs: number): number {
  const { jitterPercent } = process.flags;
  return intervalMs * (1 + ((process.random.next() * 2 - 1) * jitterPercent) / 100);
}
