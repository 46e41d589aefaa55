import type { ArtifactHostsSpec } from "./artifact-hosts.ts";
import type { Fault } from "./fault.ts";
import type { Json, JsonObject, KubeObject } from "./json.ts";

/** Where a scenario can run; see `Environment`. */
export type EnvironmentName = "sim" | "local" | "kind" | "cluster";

/** A duration as Go writes it and Flux's API takes it: `750ms`, `90s`, `10m`, `1h30m`. */
export type Duration = string;

/** A quantity of bytes as Kubernetes writes it: `64Mi`, `1Gi`. */
export type Bytes = string;

/** A quantity of CPUs as Kubernetes writes it: `500m`, `1`. */
export type Cpus = string;

/** What a generated repository holds besides the manifests of its Kustomizations. */
export interface RepositoryContent {
  /** Extra files, spread over folders of at most 500. */
  files: number;
  /** Size of each extra file in bytes. */
  fileBytes: number;
  /** Commits before the first one Flux sees, each touching one extra file. */
  history: number;
}

/** Settings of the GitRepository object that follows a repository. */
export interface SourceSettings {
  interval?: Duration;
  timeout?: Duration;
  /** Credentials by account name; absent means anonymous access. */
  account?: string;
}

/** The uniform population: so many repositories, their Kustomizations dealt out round-robin. */
export interface Fleet {
  /** Repositories `fleet-000`, `fleet-001`, …, each followed by a GitRepository of that name. */
  repositories: number;
  /** Kustomizations in all, `fleet-000-k-000`, …; each applies its own folder. */
  kustomizations: number;
  /** ConfigMaps that each Kustomization applies. */
  objectsPerKustomization: number;
  sourceInterval: Duration;
  kustomizationInterval: Duration;
  /** `spec.retryInterval` of the Kustomizations. */
  retryInterval: Duration;
  /**
   * Keys for the label `sharding.fluxcd.io/key` of the fleet's objects, null for none: repository `i` gets
   * key `i`, its Kustomization `k` key `i + k`, from the beginning again past the last one.
   */
  shards?: (string | null)[];
  /** More fields of the Kustomizations' spec: `{ wait: true, timeout: "30s" }`. */
  kustomizationSpec?: JsonObject;
}

/** One repository of its own kind beside the fleet: a large one, a private one. */
export interface RepositorySpec {
  name: string;
  content?: Partial<RepositoryContent>;
  source?: SourceSettings;
  /** Kustomizations on this repository, `NAME-k-000`, …; default 0. */
  kustomizations?: number;
  /** More fields of their spec, over those of the fleet. */
  kustomizationSpec?: JsonObject;
  /** Files of its own beside what is generated: text by path, `%NAMESPACE%` standing for that of the run. */
  files?: Record<string, string>;
}

/** An account of the Git host. Tokens are made by the run and never recorded. */
export interface AccountSpec {
  name: string;
  /** Repositories only this account may read (`*` globs); others stay open to all. */
  owns: string[];
}

/** Settings for one controller of the subject. */
export interface ControllerSettings {
  /** Memory limit of its cgroup; default `1Gi`, as in Flux's own manifests. */
  memoryLimit?: Bytes;
  /** CPU time it may use, at least `10m`; by default all of the machine, in `kind` what Flux's manifests say. */
  cpuLimit?: Cpus;
  /**
   * Where its temporary files lie, such as sources that a build unpacks: on disk as in Flux's own manifests, the
   * default, or in memory, as Flux's documents on scaling advise for many workers (an `emptyDir` of medium `Memory`).
   */
  temporaryFiles?: "disk" | "memory";
  /** Extra command-line flags, `["--concurrent=4"]`. */
  flags?: string[];
  /**
   * Keys of shards, `["shard1"]`: beside the main instance, which then takes only objects without the label
   * `sharding.fluxcd.io/key`, one for each key runs as a process of its own, `source-controller-shard1`.
   */
  shards?: string[];
}

/** What becomes of some workloads that Flux applies; no kubelet runs them where nothing but a control plane is. */
export interface WorkloadBehaviour {
  /** Names and namespaces with `*` globs, plurals such as `deployments`, labels; absent for all. */
  select?: {
    namespaces?: string[];
    names?: string[];
    resources?: string[];
    labels?: Record<string, string>;
  };
  /**
   * `ready`: it comes up, a Job completes; `crash-loop`: its containers keep failing; `never`: nothing
   * comes of it.
   */
  outcome: "ready" | "crash-loop" | "never";
  /** From when it is created, or its spec changes, to the outcome; default `0s`. */
  after?: Duration;
}

/** A named action with its arguments; `use` is looked up among the registered steps. */
export interface Step {
  use: string;
  with?: JsonObject;
  /** Steps inside a combinator (`during`, `parallel`, `repeat`). */
  steps?: Step[];
  /** The fault of a `during`. */
  fault?: Fault;
}

/** A named judgement with its arguments; `use` is looked up among the registered checkers. */
export interface Check {
  use: string;
  with?: { [key: string]: Json };
}

/** One guarantee, and all it takes to put it to the test. Serialisable as JSON. */
export interface Scenario {
  version: 1;
  /** `group/name`, kebab-case. */
  name: string;
  /** The guarantee in one sentence. */
  guarantee: string;
  /** Where it can be put to the test; anywhere else its runs are unknown. */
  environments: EnvironmentName[];
  /** Needs the machine for itself: no other slot runs beside it. */
  exclusive: boolean;
  /** In `kind`: needs a cluster that no scenario had before. Elsewhere every slot is new. */
  freshCluster?: boolean;
  fleet: Fleet;
  repositories: RepositorySpec[];
  accounts: AccountSpec[];
  artifactHosts?: ArtifactHostsSpec;
  /**
   * Objects applied before the drive starts, in order, in the namespace of the run where they name none;
   * `%NAMESPACE%` stands for it in their texts. Kustomizations and HelmReleases follow the fleet's sources.
   */
  objects: KubeObject[];
  /** Deployments, Jobs and their like; the first that selects one counts, and what none selects gets ready at once. */
  workloads?: WorkloadBehaviour[];
  /** By controller name; `source-controller`. */
  controllers: Record<string, ControllerSettings>;
  drive: Step[];
  check: Check[];
  /** Mutants of the reference model or of a real controller that this scenario must fail on. */
  kills: string[];
}
