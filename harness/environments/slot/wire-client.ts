import {
  ApiException,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from "@kubernetes/client-node";
import type { JsonObject } from "../../core/json.ts";
import type { ClusterClient, WatchedObject } from "../cluster-client.ts";
import { watchOverWire } from "./wire-watch.ts";

/** Who the harness's own writes are by, in `metadata.managedFields`. */
const ownFieldManager = "fluxproof";

/** A client over HTTPS for the user of a kubeconfig. */
export function wireClientOf(kubeconfigFile: string): ClusterClient {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigFile);
  return wireClient(config);
}

/** A client over HTTPS. */
export function wireClient(config: KubeConfig): ClusterClient {
  const api = KubernetesObjectApi.makeApiClient(config);
  return {
    async create(object) {
      await api.create(object as KubernetesObject);
    },
    async patch(object, fieldManager = ownFieldManager) {
      const strategy = PatchStrategy.MergePatch;
      await api.patch(object, undefined, undefined, fieldManager, undefined, strategy);
    },
    async delete(object) {
      await orMissing(api.delete(object, undefined, undefined, undefined, undefined, "Background"));
    },
    async get(object) {
      return (await orMissing(api.read(object))) as unknown as JsonObject | undefined;
    },
    async list({ apiVersion, kind, namespace, labelSelector }) {
      // pretty, exact, exportt and fieldSelector stand between.
      const none = [undefined, undefined, undefined, undefined] as const;
      const list = await api.list(apiVersion, kind, namespace, ...none, labelSelector);
      return {
        resourceVersion: list.metadata?.resourceVersion ?? "",
        items: list.items as unknown as WatchedObject[],
      };
    },
    watch: (request) => watchOverWire(config, request),
  };
}

async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined;
    throw error;
  }
}
