/** A Kubernetes object as the controllers read it. */
export interface ApiObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    finalizers?: string[];
    ownerReferences?: object[];
    managedFields?: object[];
  };
  [field: string]: unknown;
}

export interface Collection {
  /** `apps/v1` */
  apiVersion: string;
  /** The plural: `deployments`. */
  resource: string;
  /** Absent for all namespaces. */
  namespace?: string | undefined;
}

export interface ObjectPath extends Collection {
  name: string;
  subresource?: string | undefined;
}

export type Patch =
  | { type: "json"; patch: object[] }
  | { type: "merge" | "strategic"; patch: object }
  | { type: "apply"; patch: object; force?: boolean };

export interface WriteOptions {
  fieldManager?: string | undefined;
  dryRun?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export type Change =
  | { type: "added" | "deleted"; object: ApiObject }
  | { type: "modified"; object: ApiObject; old: ApiObject }
  | { type: "synced" };

/** A cache of a collection, kept in step with the server. Disposing it ends its watch. */
export interface Follower extends AsyncDisposable {
  synced: Promise<void>;
  get(namespace: string | undefined, name: string): ApiObject | undefined;
  list(namespace?: string): ApiObject[];
}

/** A kind that the server has, at one version of its group. */
export interface ServedResource {
  /** Empty for the core group. */
  group: string;
  /** `apps/v1` */
  apiVersion: string;
  kind: string;
  /** The plural. */
  resource: string;
  namespaced: boolean;
  /** Whether the server names this version of its group first. */
  preferred: boolean;
}

/** What a controller asks of the API server, as its own user: a `KubeClient` has it. */
export interface ControllerApi {
  get(path: ObjectPath, options?: { signal?: AbortSignal }): Promise<ApiObject>;
  list(
    collection: Collection,
    options?: { labelSelector?: string; fieldSelector?: string; signal?: AbortSignal },
  ): Promise<{ items: ApiObject[] }>;
  create(
    collection: Collection | ObjectPath,
    object: object,
    options?: WriteOptions,
  ): Promise<ApiObject>;
  update(path: ObjectPath, object: object, options?: WriteOptions): Promise<ApiObject>;
  patch(path: ObjectPath, patch: Patch, options?: WriteOptions): Promise<ApiObject>;
  delete(
    path: ObjectPath,
    options?: { propagationPolicy?: "Background" | "Foreground" | "Orphan"; signal?: AbortSignal },
  ): Promise<unknown>;
  /** Every kind served: two requests. */
  discover(signal?: AbortSignal): Promise<ServedResource[]>;
  /** The kinds of one version of a group, none where it isn't served: one request. */
  discoverVersion(apiVersion: string, signal?: AbortSignal): Promise<ServedResource[]>;
  follow(
    collection: Collection,
    options?: {
      labelSelector?: string;
      metadataOnly?: boolean;
      signal?: AbortSignal;
      onChange?: (change: Change) => void;
      onError?: (error: unknown) => void;
    },
  ): Follower;
}

/** What a refusal of the API server says, as `metav1.Status`. */
export interface RefusalStatus {
  reason?: string;
  message: string;
  code: number;
  details?: { name?: string; causes?: { reason?: string; message?: string; field?: string }[] };
}

/** The Status behind an error of the API; undefined for any other error. */
export function statusOf(error: unknown): RefusalStatus | undefined {
  const { status } = (error ?? {}) as { status?: RefusalStatus };
  return typeof status === "object" && typeof status.message === "string" ? status : undefined;
}

export function isNotFound(error: unknown): boolean {
  return statusOf(error)?.reason === "NotFound";
}

/** The path of an object, given its plural. */
export function pathOf(object: ApiObject, resource: string, subresource?: string): ObjectPath {
  const { name, namespace } = object.metadata;
  const { apiVersion } = object;
  return { apiVersion, resource, namespace, name, ...(subresource ? { subresource } : {}) };
}
