import type { Condition, ObjectState } from "../core/history.ts";
import type { WatchedObject } from "../environments/cluster-client.ts";
import { shardLabel } from "../scenario/instances.ts";
import { maskSecrets } from "./mask-secrets.ts";

interface FluxObject extends WatchedObject {
  spec?: { suspend?: boolean; sourceRef?: { kind?: string; name?: string } };
  status?: {
    observedGeneration?: number;
    conditions?: Partial<Condition>[];
    artifact?: NonNullable<ObjectState["artifact"]>;
    lastAttemptedRevision?: string;
    lastAppliedRevision?: string;
    lastHandledReconcileAt?: string;
    inventory?: { entries?: { id: string }[] };
    history?: HistoryRecord[];
    failures?: number;
    installFailures?: number;
    upgradeFailures?: number;
  };
  data?: Record<string, string>;
}

/** Of a Kustomization, and of a HelmRelease. */
interface HistoryRecord {
  digest?: string;
  lastReconciledStatus?: string;
  totalReconciliations?: number;
  version?: number;
  status?: string;
  chartName?: string;
  chartVersion?: string;
}

/** The parts of an object that checkers reason about, in a fixed order of keys. Data of a Secret is none. */
export function objectState(kind: string, object: WatchedObject): ObjectState {
  const { metadata, spec, status, data } = object as FluxObject;
  return compact({
    generation: metadata.generation,
    observedGeneration: status?.observedGeneration,
    suspended: spec?.suspend || undefined,
    shard: metadata.labels?.[shardLabel],
    conditions: status?.conditions?.map(condition),
    artifact: status?.artifact && artifact(status.artifact),
    ...(kind === "Kustomization" ? kustomizationState(object) : {}),
    ...(kind === "HelmRelease" ? releaseState(object) : {}),
    handledReconcileAt: status?.lastHandledReconcileAt,
    owner: ownerOf(object),
    release: releaseOf(object),
    ...(kind === "ConfigMap" && data ? configMapState(data) : {}),
  });
}

/** The Kustomization that applied an object, `namespace/name`. */
export function ownerOf({ metadata }: WatchedObject): string | undefined {
  return labelled(metadata.labels, "kustomize.toolkit.fluxcd.io");
}

/** The HelmRelease that installed an object, `namespace/name`. */
export function releaseOf({ metadata }: WatchedObject): string | undefined {
  return labelled(metadata.labels, "helm.toolkit.fluxcd.io");
}

function labelled(labels: Record<string, string> | undefined, domain: string): string | undefined {
  const name = labels?.[`${domain}/name`];
  return name && `${labels?.[`${domain}/namespace`]}/${name}`;
}

function kustomizationState(object: WatchedObject) {
  const { spec, status } = object as FluxObject;
  const { kind = "GitRepository", name } = spec?.sourceRef ?? {};
  return {
    source: kind === "GitRepository" ? name : undefined,
    attempted: status?.lastAttemptedRevision,
    applied: status?.lastAppliedRevision,
    inventory: status?.inventory?.entries?.map(({ id }) => id),
    reconciliations: status?.history?.map((record) => ({
      digest: record.digest ?? "",
      status: record.lastReconciledStatus ?? "",
      total: record.totalReconciliations ?? 0,
    })),
  };
}

const longestText = 60;

function configMapState(data: Record<string, string>) {
  const { change = "", text } = data;
  return {
    change: /^\d+$/.test(change) ? Number(change) : undefined,
    text: text?.slice(0, longestText),
    keys: text === undefined ? undefined : Object.keys(data).sort(),
  };
}

function releaseState(object: WatchedObject) {
  const { status } = object as FluxObject;
  const failures = compact({
    all: status?.failures || undefined,
    install: status?.installFailures || undefined,
    upgrade: status?.upgradeFailures || undefined,
  });
  return {
    attempted: status?.lastAttemptedRevision,
    releases: status?.history?.map((record) => ({
      version: record.version ?? 0,
      status: record.status ?? "",
      chart: record.chartName ?? "",
      chartVersion: record.chartVersion ?? "",
    })),
    failures: Object.keys(failures).length > 0 ? failures : undefined,
  };
}

function condition(seen: Partial<Condition>): Condition {
  return {
    type: seen.type ?? "",
    status: seen.status ?? "Unknown",
    reason: seen.reason ?? "",
    message: maskSecrets(seen.message ?? ""),
    ...(seen.observedGeneration === undefined
      ? {}
      : { observedGeneration: seen.observedGeneration }),
  };
}

function artifact(seen: NonNullable<ObjectState["artifact"]>) {
  const { revision, digest, size, url } = seen;
  return compact({ revision, digest, size, url }) as NonNullable<ObjectState["artifact"]>;
}

/** Without the keys whose value is undefined. */
function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
