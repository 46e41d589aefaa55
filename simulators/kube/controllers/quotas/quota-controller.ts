import { readList, writeList } from "../../admission/quotas/resource-list.ts";
import type { QuotaSpec } from "../../admission/quotas/scopes.ts";
import type { Collection } from "../../client/paths.ts";
import { failedFor } from "../../client/transport.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { sameJson } from "../../registry/same-json.ts";
import type { ControllerContext } from "../controller.ts";
import { workQueue } from "../work-queue.ts";
import { countedBy, countUsage } from "./count-usage.ts";

const quotas = { apiVersion: "v1", resource: "resourcequotas" };

/** Counts anew what ends or changes without being charged for: admission charges what begins. */
const changing = new Set(["pods.", "services.", "persistentvolumeclaims."]);

interface Quota extends ApiObject {
  spec?: QuotaSpec;
  status?: { hard?: object; used?: object };
}

/** Fills the status of ResourceQuotas: their limits, and what is used of them. */
export function startQuotaController(context: ControllerContext): AsyncDisposable {
  const { client, onError } = context;
  const stack = new AsyncDisposableStack();
  const leaving = new AbortController();
  const queue = stack.use(workQueue({ ...context, work, workers: 5 }));
  const followed = stack.use(
    client.follow(quotas, {
      onError,
      onChange(change) {
        if (change.type === "synced") queue.start();
        else if (change.type !== "deleted") queue.add(keyOf(change.object));
      },
    }),
  );
  /** Resources that some quota counts; undefined for those that aren't served. */
  const counted = new Map<string, Promise<Collection | undefined>>();
  stack.defer(() => leaving.abort());
  return stack;

  async function work(key: string): Promise<{ againAfterMs: number } | undefined> {
    const [namespace = "", name = ""] = key.split("/");
    const quota = followed.get(namespace, name) as Quota | undefined;
    if (!quota) return undefined;
    const { spec = {}, status = {} } = quota;
    const objects = new Map<string, ApiObject[]>();
    for (const resource of countedBy(spec)) {
      const collection = await follow(resource);
      if (!collection) continue;
      const { items } = await client.list({ ...collection, namespace });
      objects.set(resource, items);
    }
    const before = readList(status.used);
    const used = writeList(countUsage({ spec, before, objects }));
    const hard = writeList(readList(spec.hard));
    if (status.used && sameJson({ hard, used }, { hard: status.hard, used: status.used })) {
      return undefined;
    }
    try {
      const path = { ...quotas, namespace, name, subresource: "status" };
      await client.update(path, { ...quota, status: { hard, used } });
    } catch (error) {
      // Something was charged meanwhile: the change comes here again.
      if (failedFor(error, "Conflict")) return { againAfterMs: 10 };
      if (!failedFor(error, "NotFound")) throw error;
    }
    return undefined;
  }

  /** Counts again whenever something of a resource goes. */
  function follow(resource: string): Promise<Collection | undefined> {
    const known = counted.get(resource);
    if (known) return known;
    const following = begin(resource);
    counted.set(resource, following);
    following.then(
      // What isn't served today may be tomorrow.
      (collection) => collection ?? counted.delete(resource),
      () => counted.delete(resource),
    );
    return following;
  }

  async function begin(resource: string): Promise<Collection | undefined> {
    const at = resource.indexOf(".");
    const [plural, group] = [resource.slice(0, at), resource.slice(at + 1)];
    const served = (await client.discover(leaving.signal)).find(
      (each) => each.group === group && each.resource === plural && each.preferred,
    );
    leaving.signal.throwIfAborted();
    if (!served?.namespaced || !served.verbs.includes("watch")) return undefined;
    const { apiVersion } = served;
    const collection = { apiVersion, resource: plural };
    const follower = stack.use(
      client.follow(collection, {
        onError,
        metadataOnly: true,
        onChange(change) {
          if (change.type === "synced" || change.type === "added") return;
          if (change.type === "modified" && !changing.has(resource)) return;
          const { namespace } = change.object.metadata;
          for (const quota of followed.list(namespace)) queue.add(keyOf(quota));
        },
      }),
    );
    await follower.synced;
    return collection;
  }
}

function keyOf({ metadata }: ApiObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}
