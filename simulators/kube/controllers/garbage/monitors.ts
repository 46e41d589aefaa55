import type { ServedResource } from "../../client/discover.ts";
import type { Follower } from "../../client/follow.ts";
import type { KubeClient } from "../../client/kube-client.ts";
import { failedFor } from "../../client/transport.ts";
import type { Change } from "../../client/watch.ts";
import type { ApiObject } from "../../model/api-object.ts";

export interface MonitorOptions {
  client: KubeClient;
  onChange(change: Exclude<Change, { type: "synced" }>, resource: ServedResource): void;
  onError(error: unknown): void;
}

/** Follows the metadata of every resource that can be deleted, but events. */
export function monitors({ client, onChange, onError }: MonitorOptions) {
  const running = new Map<string, Follower>();
  return {
    /** Follows what is served now, and no longer what isn't. */
    async align(resources: ServedResource[]): Promise<void> {
      const wanted = new Map(
        resources.filter(isMonitored).map((each) => [`${each.apiVersion}/${each.resource}`, each]),
      );
      for (const [key, follower] of running) {
        if (wanted.has(key)) continue;
        running.delete(key);
        await follower[Symbol.asyncDispose]();
      }
      for (const [key, resource] of wanted) {
        if (!running.has(key)) running.set(key, start(resource));
      }
    },
    synced: () => Promise.all([...running.values()].map(({ synced }) => synced)),
    async [Symbol.asyncDispose]() {
      await Promise.all([...running.values()].map((each) => each[Symbol.asyncDispose]()));
    },
  };

  function start(resource: ServedResource): Follower {
    return client.follow(
      { apiVersion: resource.apiVersion, resource: resource.resource },
      {
        metadataOnly: true,
        trim,
        // A resource that is served no more is found out by the next alignment.
        onError: (error) => failedFor(error, "NotFound") || onError(error),
        onChange: (change) => change.type === "synced" || onChange(change, resource),
      },
    );
  }
}

function isMonitored({ group, resource, verbs, preferred }: ServedResource): boolean {
  if (resource === "events" && ["", "events.k8s.io"].includes(group)) return false;
  return preferred && ["delete", "list", "watch"].every((verb) => verbs.includes(verb));
}

function trim({ apiVersion, kind, metadata }: ApiObject): ApiObject {
  const { name, namespace, uid, resourceVersion } = metadata;
  const { ownerReferences, finalizers, deletionTimestamp } = metadata;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(ownerReferences ? { ownerReferences } : {}),
      ...(finalizers ? { finalizers } : {}),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    },
  };
}
