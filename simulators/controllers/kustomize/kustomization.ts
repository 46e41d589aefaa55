import type { ApiObject } from "../runtime/controller-api.ts";
import { durationMs } from "../runtime/duration.ts";

export const group = "kustomize.toolkit.fluxcd.io";
export const kustomizations = { apiVersion: `${group}/v1`, resource: "kustomizations" };
export const finalizer = "finalizers.fluxcd.io";

export interface ObjectReference {
  kind: string;
  name: string;
  namespace?: string;
}

export interface KustomizationSpec {
  interval: string;
  retryInterval?: string;
  timeout?: string;
  path?: string;
  prune?: boolean;
  suspend?: boolean;
  force?: boolean;
  wait?: boolean;
  sourceRef: ObjectReference;
  dependsOn?: { name: string; namespace?: string; readyExpr?: string }[];
  healthChecks?: (ObjectReference & { apiVersion?: string })[];
  healthCheckExprs?: unknown[];
  serviceAccountName?: string;
  targetNamespace?: string;
  namePrefix?: string;
  nameSuffix?: string;
  commonMetadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  images?: unknown[];
  patches?: unknown[];
  components?: unknown[];
  deletionPolicy?: "MirrorPrune" | "Delete" | "WaitForTermination" | "Orphan";
  postBuild?: { substitute?: Record<string, string>; substituteFrom?: SubstituteReference[] };
  decryption?: unknown;
  kubeConfig?: unknown;
}

export interface SubstituteReference {
  kind: string;
  name: string;
  optional?: boolean;
}

export interface InventoryEntry {
  id: string;
  v: string;
}

export interface Snapshot {
  digest: string;
  firstReconciled: string;
  lastReconciled: string;
  lastReconciledDuration: string;
  lastReconciledStatus: string;
  totalReconciliations: number;
  metadata?: Record<string, string>;
}

export type KustomizationStatus = {
  observedGeneration?: number;
  lastAppliedRevision?: string;
  lastAppliedOriginRevision?: string;
  lastAttemptedRevision?: string;
  lastHandledReconcileAt?: string;
  inventory?: { entries: InventoryEntry[] };
  history?: Snapshot[];
};

export function specOf(kustomization: ApiObject): KustomizationSpec {
  return kustomization.spec as KustomizationSpec;
}

export function statusIn(kustomization: ApiObject): KustomizationStatus {
  return (kustomization.status ?? {}) as KustomizationStatus;
}

/** Of one reconciliation: half a minute less than the interval unless said, half a minute at least. */
export function timeoutMs({ interval, timeout }: KustomizationSpec): number {
  const ms = timeout === undefined ? durationMs(interval) - 30_000 : durationMs(timeout);
  return Math.max(ms, 30_000);
}

export function retryIntervalMs({ interval, retryInterval }: KustomizationSpec): number {
  return durationMs(retryInterval ?? interval);
}

/** Owner labels of what a Kustomization applies. */
export function ownerLabels({ name, namespace = "" }: ApiObject["metadata"]) {
  return { [`${group}/name`]: name, [`${group}/namespace`]: namespace };
}
