import { createHash } from "node:crypto";
import type { ApiObject } from "../runtime/controller-api.ts";
import { durationMs } from "../runtime/duration.ts";
import type { Snapshot } from "./storage/snapshots.ts";

export const group = "helm.toolkit.fluxcd.io";
export const helmReleases = { apiVersion: `${group}/v2`, resource: "helmreleases" };
export const finalizer = "finalizers.fluxcd.io";

export type Values = { [key: string]: unknown };

export interface Remediation {
  /** Below zero for without end. */
  retries?: number;
  ignoreTestFailures?: boolean;
  remediateLastFailure?: boolean;
  strategy?: "rollback" | "uninstall";
}

export interface ActionSpec {
  timeout?: string;
  disableWait?: boolean;
  remediation?: Remediation;
  strategy?: { name: string; retryInterval?: string };
  keepHistory?: boolean;
  createNamespace?: boolean;
  [field: string]: unknown;
}

export interface ValuesReference {
  kind: string;
  name: string;
  valuesKey?: string;
  targetPath?: string;
  optional?: boolean;
}

export interface HelmReleaseSpec {
  interval: string;
  suspend?: boolean;
  releaseName?: string;
  targetNamespace?: string;
  storageNamespace?: string;
  timeout?: string;
  maxHistory?: number;
  serviceAccountName?: string;
  dependsOn?: { name: string; namespace?: string; readyExpr?: string }[];
  values?: Values;
  valuesFrom?: ValuesReference[];
  chart?: { metadata?: object; spec: ChartTemplate };
  chartRef?: { kind: string; name: string; namespace?: string };
  install?: ActionSpec;
  upgrade?: ActionSpec;
  rollback?: ActionSpec;
  uninstall?: ActionSpec;
  test?: { enable?: boolean; ignoreFailures?: boolean; timeout?: string };
  [field: string]: unknown;
}

export interface ChartTemplate {
  chart: string;
  version?: string;
  sourceRef: { kind: string; name: string; namespace?: string };
  interval?: string;
  reconcileStrategy?: string;
}

export type HelmReleaseStatus = {
  observedGeneration?: number;
  lastHandledReconcileAt?: string;
  lastHandledForceAt?: string;
  lastHandledResetAt?: string;
  helmChart?: string;
  storageNamespace?: string;
  history?: Snapshot[];
  failures?: number;
  installFailures?: number;
  upgradeFailures?: number;
  lastAttemptedGeneration?: number;
  lastAttemptedRevision?: string;
  lastAttemptedConfigDigest?: string;
  lastAttemptedReleaseAction?: "install" | "upgrade";
  lastAttemptedReleaseActionDuration?: string;
  [field: string]: unknown;
};

export const specOf = ({ spec }: ApiObject) => spec as HelmReleaseSpec;
export const statusIn = ({ status }: ApiObject) => (status ?? {}) as HelmReleaseStatus;

const nameLengthMax = 53;
const hashLength = 12;

/** Helm's names are short: longer ones end in a part of their hash. */
export function releaseNameOf(object: ApiObject): string {
  const { releaseName, targetNamespace } = specOf(object);
  const { name } = object.metadata;
  const whole = releaseName ?? (targetNamespace ? `${targetNamespace}-${name}` : name);
  if (whole.length <= nameLengthMax) return whole;
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, hashLength);
  return `${whole.slice(0, nameLengthMax - (hashLength + 1))}-${hash}`;
}

export function releaseNamespaceOf(object: ApiObject): string {
  return specOf(object).targetNamespace ?? object.metadata.namespace ?? "";
}

export function storageNamespaceOf(object: ApiObject): string {
  return specOf(object).storageNamespace ?? object.metadata.namespace ?? "";
}

/** Where the HelmChart of its template is. */
export function chartNameOf({ metadata, spec }: ApiObject): { namespace: string; name: string } {
  const { namespace = "", name } = metadata;
  const { sourceRef } = (spec as HelmReleaseSpec).chart?.spec ?? {};
  return { namespace: sourceRef?.namespace ?? namespace, name: `${namespace}-${name}` };
}

export type ActionName = "install" | "upgrade" | "rollback" | "uninstall" | "test" | "unlock";

/** Milliseconds that an action may take. */
export function timeoutOf(object: ApiObject, action: ActionName): number {
  const spec = specOf(object);
  const own = action === "unlock" ? undefined : spec[action]?.timeout;
  return durationMs(own ?? spec.timeout ?? "5m");
}

export const maxHistoryDefault = 5;
