import type { Clock } from "../../../harness/core/clock.ts";
import { wallClock } from "../../support/clock.ts";
import type { Handler } from "../../support/handler.ts";
import type { Status } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { discoverResources, discoverVersion, type ServedResource } from "./discover.ts";
import { type Follower, type FollowOptions, follow } from "./follow.ts";
import { httpsFetch } from "./https-fetch.ts";
import { type ListOptions, listObjects, type ObjectList } from "./list.ts";
import { type Collection, type ObjectPath, pathOf, type Query } from "./paths.ts";
import { type Fetch, type Transport, transport } from "./transport.ts";
import { type Change, type WatchOptions, watch } from "./watch.ts";

/** Where the API server is and as whom it is asked. One of `handle`, `fetch` and `baseUrl` is needed. */
export interface KubeClientOptions {
  /** An API server in this process. */
  handle?: Handler;
  /** Replaces the HTTP client; needs `baseUrl`. Gets requests that are no built-in ones: see `PlainRequest`. */
  fetch?: Fetch;
  /** `https://127.0.0.1:6443`. */
  baseUrl?: string;
  /** Bearer token. */
  token?: string;
  /** PEM of the authority that signed the server's certificate; absent, those the system trusts. */
  caCertificate?: string;
  /** Default `fluxproof`. Managed fields take the part before `/` as their manager. */
  userAgent?: string;
  /** Waits before retries; default real time. */
  clock?: Clock;
}

export interface ReadOptions {
  signal?: AbortSignal | undefined;
  /** Asks for `PartialObjectMetadata`: apiVersion and kind are then those, not the object's own. */
  metadataOnly?: boolean | undefined;
}

export interface WriteOptions extends ReadOptions {
  fieldManager?: string | undefined;
  dryRun?: boolean | undefined;
}

export type Patch =
  | { type: "json"; patch: object[] }
  | { type: "merge" | "strategic"; patch: object }
  /** Server-side apply: needs a `fieldManager`. */
  | { type: "apply"; patch: object; force?: boolean };

export interface DeleteOptions extends ReadOptions {
  propagationPolicy?: "Background" | "Foreground" | "Orphan" | undefined;
  gracePeriodSeconds?: number | undefined;
  preconditions?: { uid?: string; resourceVersion?: string } | undefined;
}

/** An object before the server gave it its metadata. */
export type NewObject = Omit<ApiObject, "metadata"> & { metadata: Partial<ApiObject["metadata"]> };

/**
 * A small client of the Kubernetes API, the same for the simulator and a real server. What the server
 * refuses is thrown as ApiError with the server's Status. Disposing it closes its connections.
 */
export interface KubeClient extends Disposable {
  get(path: ObjectPath, options?: ReadOptions): Promise<ApiObject>;
  /** The whole collection, however many pages it takes. */
  list(collection: Collection, options?: ListOptions): Promise<ObjectList>;
  /** With the path of an object, creates its subresource: a token, an eviction. */
  create(
    collection: Collection | ObjectPath,
    object: NewObject,
    options?: WriteOptions,
  ): Promise<ApiObject>;
  update(path: ObjectPath, object: NewObject, options?: WriteOptions): Promise<ApiObject>;
  patch(path: ObjectPath, patch: Patch, options?: WriteOptions): Promise<ApiObject>;
  /** The object while finalizers or a grace period keep it, a Status once it is gone. */
  delete(path: ObjectPath, options?: DeleteOptions): Promise<ApiObject | Status>;
  deleteCollection(
    collection: Collection,
    options?: DeleteOptions & { labelSelector?: string; fieldSelector?: string },
  ): Promise<void>;
  /**
   * Every object as `added`, then `synced`, then what changes, until the signal aborts. Takes up a
   * watch that broke, and lists anew where it can't be taken up: what vanished meanwhile is `deleted`.
   */
  watch(collection: Collection, options?: WatchOptions): AsyncGenerator<Change, void>;
  /** Keeps a cache of a collection in step with the server until it is disposed of. */
  follow(collection: Collection, options?: FollowOptions): Follower;
  /** Every resource and version served, without subresources. */
  discover(signal?: AbortSignal): Promise<ServedResource[]>;
  /** The same of one version of a group; empty where it isn't served. */
  discoverVersion(apiVersion: string, signal?: AbortSignal): Promise<ServedResource[]>;
}

export function kubeClient(options: KubeClientOptions): KubeClient {
  const clock = options.clock ?? wallClock();
  const connections = new DisposableStack();
  const send = transport({ ...options, clock, fetch: fetchOf(options, connections) });
  return {
    get: (path, read) => sendFor(send, { method: "GET", path, read }),
    list: (collection, list) => listObjects(send, collection, list),
    create: (path, body, write) =>
      sendFor(send, { method: "POST", path, body, read: write, query: writeQuery(write) }),
    update: (path, body, write) =>
      sendFor(send, { method: "PUT", path, body, read: write, query: writeQuery(write) }),
    patch(path, patch, write) {
      const force = patch.type === "apply" ? patch.force : undefined;
      return sendFor(send, {
        method: "PATCH",
        path,
        body: patch.patch,
        read: write,
        query: { ...writeQuery(write), force },
        contentType: patchTypes[patch.type],
      });
    },
    delete: (path, how) =>
      sendFor(send, { method: "DELETE", path, body: deleteBody(how), read: how }),
    async deleteCollection(path, { labelSelector, fieldSelector, ...how } = {}) {
      const query = { labelSelector, fieldSelector };
      await sendFor(send, { method: "DELETE", path, body: deleteBody(how), read: how, query });
    },
    watch: (collection, how = {}) => watch({ send, clock }, collection, how),
    follow: (collection, how = {}) => follow({ send, clock }, collection, how),
    discover: (signal) => discoverResources(send, signal),
    discoverVersion: (apiVersion, signal) => discoverVersion(send, apiVersion, signal),
    [Symbol.dispose]: () => connections.dispose(),
  };
}

const patchTypes: Record<Patch["type"], string> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

interface Sent {
  method: string;
  path: Collection | ObjectPath;
  body?: object;
  read?: ReadOptions | undefined;
  query?: Query;
  contentType?: string;
}

async function sendFor<T>(send: Transport, request: Sent): Promise<T> {
  const { method, path, body, read = {}, query, contentType } = request;
  const response = await send({
    method,
    path: pathOf(path, query),
    signal: read.signal,
    ...(read.metadataOnly ? { accept: acceptOf(request) } : {}),
    ...(body ? { body: JSON.stringify(body) } : {}),
    ...(contentType ? { contentType } : {}),
  });
  return response.json() as Promise<T>;
}

/** Deleting a collection is answered with a list, and the server insists on the right one of the two. */
function acceptOf({ method, path }: Sent): string {
  const as = method === "DELETE" && !("name" in path) ? "List" : "";
  return `application/json;as=PartialObjectMetadata${as};g=meta.k8s.io;v=v1,application/json`;
}

function writeQuery({ fieldManager, dryRun }: WriteOptions = {}): Query {
  return { fieldManager, dryRun: dryRun ? "All" : undefined };
}

function deleteBody(how: DeleteOptions = {}): object {
  const { propagationPolicy, gracePeriodSeconds, preconditions } = how;
  return {
    apiVersion: "v1",
    kind: "DeleteOptions",
    propagationPolicy,
    gracePeriodSeconds,
    preconditions,
  };
}

function fetchOf({ handle, fetch, caCertificate }: KubeClientOptions, stack: DisposableStack) {
  if (handle) return (request: Request) => handle(request, { faults: [] });
  if (fetch) return fetch;
  return stack.use(httpsFetch(caCertificate)).fetch;
}
