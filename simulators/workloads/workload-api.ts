import type { JsonObject } from "../../harness/core/json.ts";

/** A Kubernetes object as far as stages look at it. */
export interface WorkloadObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    labels?: Record<string, string>;
    finalizers?: string[];
    ownerReferences?: OwnerReference[];
  };
  [field: string]: unknown;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

export interface WorkloadCollection {
  /** `apps/v1` */
  apiVersion: string;
  /** The plural: `deployments`. */
  resource: string;
}

export type WorkloadPath = WorkloadCollection & {
  namespace: string | undefined;
  name: string;
  subresource?: string;
};

export type WorkloadChange =
  | { type: "added" | "modified" | "deleted"; object: WorkloadObject }
  | { type: "synced" };

/** What stages ask of an API server: a `KubeClient` of the simulator's has it. Failures carry a Status. */
export interface WorkloadApi {
  follow(
    collection: WorkloadCollection,
    options: { onChange(change: WorkloadChange): void; onError(error: unknown): void },
  ): AsyncDisposable & { synced: Promise<void> };
  create(
    collection: WorkloadCollection & { namespace: string | undefined },
    object: { kind: string; metadata: JsonObject & { name: string } },
    options: { fieldManager: string },
  ): Promise<unknown>;
  patch(
    path: WorkloadPath,
    patch: { type: "merge"; patch: JsonObject },
    options: { fieldManager: string },
  ): Promise<unknown>;
  delete(
    path: WorkloadPath,
    options: { gracePeriodSeconds: number; preconditions: { uid: string } },
  ): Promise<unknown>;
}

/** Why the API server refused: `Conflict`, `NotFound`. */
export function reasonOf(error: unknown): string | undefined {
  return (error as { status?: { reason?: string } } | undefined)?.status?.reason;
}
