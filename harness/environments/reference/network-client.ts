import { type KubeClient, kubeClient } from "../../../simulators/kube/client/kube-client.ts";
import { watchLines } from "../../../simulators/kube/client/watch-lines.ts";
import type { Network } from "../../../simulators/support/network.ts";
import { PlainRequest } from "../../../simulators/support/plain-request.ts";
import type { Clock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import {
  type ClusterClient,
  collectionPath,
  type ObjectName,
  pluralOf,
  type WatchedObject,
} from "../cluster-client.ts";

export interface NetworkClientOptions {
  network: Network;
  /** Where the API server is. */
  origin: string;
  token: string;
  clock: Clock;
}

/** A KubeClient over the network of this process. */
export function networkKubeClient(
  options: NetworkClientOptions & { userAgent?: string; impersonate?: string },
): KubeClient {
  const { network, origin: baseUrl, token, clock, userAgent, impersonate } = options;
  return kubeClient({
    baseUrl,
    token,
    clock,
    ...(userAgent === undefined ? {} : { userAgent }),
    fetch(request) {
      if (impersonate !== undefined) request.headers.set("impersonate-user", impersonate);
      return network.fetch(request);
    },
  });
}

/** The administrator's client of a slot that is inside this process. */
export function networkClient(options: NetworkClientOptions): ClusterClient {
  const { network, origin, token } = options;
  const api = networkKubeClient({ ...options, userAgent: "fluxproof" });
  const collection = ({ apiVersion, kind, metadata }: ObjectName) => ({
    apiVersion,
    resource: pluralOf(kind),
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
  });
  const path = (object: ObjectName) => ({ ...collection(object), name: object.metadata.name });
  const own = "fluxproof";
  return {
    async create(object) {
      await api.create(collection(object), object, { fieldManager: own });
    },
    async patch(object, fieldManager = own) {
      await api.patch(path(object), { type: "merge", patch: object }, { fieldManager });
    },
    async delete(object) {
      await orMissing(api.delete(path(object), { propagationPolicy: "Background" }));
    },
    async get(object) {
      return (await orMissing(api.get(path(object)))) as JsonObject | undefined;
    },
    async list({ apiVersion, kind, namespace, labelSelector }) {
      const where = { apiVersion, resource: pluralOf(kind), namespace };
      const { resourceVersion, items } = await api.list(where, { labelSelector });
      return { resourceVersion, items: items as unknown as WatchedObject[] };
    },
    async watch({ resourceVersion, labelSelector, signal, onLine, ...where }) {
      const query = new URLSearchParams({
        ...{ watch: "true", allowWatchBookmarks: "true", resourceVersion },
        ...(labelSelector ? { labelSelector } : {}),
      });
      const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
      const url = `${origin}${collectionPath(where)}?${query}`;
      const response = await network.fetch(new PlainRequest(url, { headers, signal }));
      if (response.status === 410) return "gone";
      if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
      try {
        for await (const { type, object } of watchLines(response.body)) {
          onLine(type, object as unknown as WatchedObject);
        }
      } catch (error) {
        if ((error as { status?: { code?: number } }).status?.code === 410) return "gone";
        throw error;
      }
      return "ended";
    },
  };
}

async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if ((error as { status?: { code?: number } }).status?.code === 404) return undefined;
    throw error;
  }
}
