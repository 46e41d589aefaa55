import type { JsonObject, KubeObject } from "../core/json.ts";

/** An object as the API server sends it; probes read only what they know. */
export interface WatchedObject {
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    resourceVersion: string;
    generation?: number;
    labels?: Record<string, string>;
  };
  [key: string]: unknown;
}

/** An object by its name. */
export interface ObjectName {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
}

/** The objects of one kind in one namespace. */
export interface ObjectCollection {
  apiVersion: string;
  kind: string;
  namespace: string;
  labelSelector?: string;
}

export interface WatchOnce extends ObjectCollection {
  /** Changes after this version are told. */
  resourceVersion: string;
  signal: AbortSignal;
  /** `ADDED`, `MODIFIED`, `DELETED` or `BOOKMARK`. What it throws ends the watch. */
  onLine(type: string, object: WatchedObject): void;
}

/**
 * What steps and probes ask of the slot's API server, as its administrator. They meet no fault: faults
 * are for the controllers. A refusal is thrown with the server's words.
 */
export interface ClusterClient {
  create(object: KubeObject): Promise<void>;
  /**
   * A JSON merge patch: `object` names what it changes, and holds the change.
   * @param fieldManager who it is by in `metadata.managedFields`; `fluxproof` by default
   */
  patch(object: ObjectName & { [field: string]: unknown }, fieldManager?: string): Promise<void>;
  /** Deletion in the background, as kubectl does; an object that isn't there is no error. */
  delete(object: ObjectName): Promise<void>;
  /** One object as it is; undefined when there is none. */
  get(object: ObjectName): Promise<JsonObject | undefined>;
  list(collection: ObjectCollection): Promise<{ resourceVersion: string; items: WatchedObject[] }>;
  /**
   * One watch request, to its end: `ended` can be taken up where it left off, after `gone` (410) the
   * API server no longer can.
   * @throws an error for a watch that brought nothing: refused, cut, or ended without a word.
   */
  watch(request: WatchOnce): Promise<"ended" | "gone">;
}

/** `/apis/apps/v1/namespaces/x/deployments`: all kinds that fluxproof follows have plain plurals. */
export function collectionPath({ apiVersion, kind, namespace }: ObjectCollection): string {
  const root = apiVersion.includes("/") ? "apis" : "api";
  return `/${root}/${apiVersion}/namespaces/${namespace}/${pluralOf(kind)}`;
}

/** `ConfigMap` → `configmaps`, `GitRepository` → `gitrepositories`. */
export function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(lower) ? `${lower}es` : `${lower}s`;
}
