import type { Condition, ObjectState } from "../core/history.ts";
import type { WatchedObject } from "../environments/cluster-client.ts";

interface FluxObject extends WatchedObject {
  spec?: { suspend?: boolean; sourceRef?: { name?: string } };
  status?: {
    observedGeneration?: number;
    conditions?: Partial<Condition>[];
    artifact?: { revision: string; digest?: string; size?: number };
    lastAttemptedRevision?: string;
    lastAppliedRevision?: string;
    lastHandledReconcileAt?: string;
  };
  data?: Record<string, string>;
}

const ownerLabel = "kustomize.toolkit.fluxcd.io";

/** The parts of an object that checkers reason about, in a fixed order of keys. */
export function objectState(kind: string, object: WatchedObject): ObjectState {
  const { metadata, spec, status, data } = object as FluxObject;
  const owner = metadata.labels?.[`${ownerLabel}/name`];
  return compact({
    generation: metadata.generation,
    observedGeneration: status?.observedGeneration,
    suspended: spec?.suspend || undefined,
    conditions: status?.conditions?.map(condition),
    artifact: status?.artifact && artifact(status.artifact),
    source: kind === "Kustomization" ? spec?.sourceRef?.name : undefined,
    attempted: status?.lastAttemptedRevision,
    applied: status?.lastAppliedRevision,
    handledReconcileAt: status?.lastHandledReconcileAt,
    owner: owner && `${metadata.labels?.[`${ownerLabel}/namespace`]}/${owner}`,
    change: /^\d+$/.test(data?.change ?? "") ? Number(data?.change) : undefined,
  });
}

function condition(seen: Partial<Condition>): Condition {
  return {
    type: seen.type ?? "",
    status: seen.status ?? "Unknown",
    reason: seen.reason ?? "",
    message: seen.message ?? "",
    ...(seen.observedGeneration === undefined
      ? {}
      : { observedGeneration: seen.observedGeneration }),
  };
}

function artifact(seen: { revision: string; digest?: string; size?: number }) {
  const { revision, digest, size } = seen;
  return compact({ revision, digest, size }) as NonNullable<ObjectState["artifact"]>;
}

/** Without the keys whose value is undefined. */
function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
