/** A status condition as Kubernetes writes it, without its timestamps. */
export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  reason: string;
  message: string;
  observedGeneration?: number;
}

/** The parts of a watched object that checkers reason about; absent fields were absent in the object. */
export interface ObjectState {
  generation?: number;
  observedGeneration?: number;
  suspended?: boolean;
  /** Its label `sharding.fluxcd.io/key`. */
  shard?: string;
  conditions?: Condition[];
  /** Sources: `status.artifact`. */
  artifact?: { revision: string; digest?: string; size?: number; url?: string };
  /** Kustomizations: the name of the GitRepository in `spec.sourceRef`. */
  source?: string;
  /**
   * `status.lastAttemptedRevision` and `status.lastAppliedRevision` of Kustomizations; the former is the
   * chart's version for HelmReleases.
   */
  attempted?: string;
  applied?: string;
  /** Kustomizations: ids of `status.inventory`, `namespace_name_group_Kind`. */
  inventory?: string[];
  /** Kustomizations: `status.history`, newest first; absent before kustomize-controller 1.7. */
  reconciliations?: ReconciliationRecord[];
  /** HelmReleases: `status.history`, newest first. */
  releases?: ReleaseRecord[];
  /** HelmReleases: `status.failures`, `installFailures` and `upgradeFailures`, where they aren't 0. */
  failures?: { all?: number; install?: number; upgrade?: number };
  handledReconcileAt?: string;
  /** Managed objects: the owning Kustomization as `namespace/name`. */
  owner?: string;
  /** Managed objects: the HelmRelease that installed them as `namespace/name`. */
  release?: string;
  /** Managed objects: the change number that the generator wrote into them. */
  change?: number;
  /** ConfigMaps: `data.text`, by which scenarios tell edits from what Git says; its first 60 characters. */
  text?: string;
  /** ConfigMaps that have a text: the names of all that their data holds, sorted. */
  keys?: string[];
}

/** What a Kustomization remembers of its reconciliations with one outcome for one content. */
export interface ReconciliationRecord {
  digest: string;
  /** Reason of Ready: `ReconciliationSucceeded`. */
  status: string;
  total: number;
}

/** What a HelmRelease remembers of one release. */
export interface ReleaseRecord {
  /** Number of the release, from 1. */
  version: number;
  /** As Helm has it: `deployed`, `superseded`, `failed`, `pending-upgrade`, … */
  status: string;
  /** `podinfo` */
  chart: string;
  chartVersion: string;
}

/** An object's identity: `kind`, `namespace`, `name`. */
export interface ObjectRef {
  kind: string;
  namespace: string;
  name: string;
}

/** An event as notification-controller forwards it to a Provider of type `generic`. */
export interface SinkEvent {
  severity: string;
  reason: string;
  message: string;
  involved: ObjectRef;
  /** The controller that emitted it. */
  reporter: string;
  /** From its metadata: what it tells of. */
  revision?: string;
}
