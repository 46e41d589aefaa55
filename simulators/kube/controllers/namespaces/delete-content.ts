import type { ServedResource } from "../../client/discover.ts";
import { failedFor } from "../../client/transport.ts";
import type { ApiObject } from "../../model/api-object.ts";
import type { ControllerContext } from "../controller.ts";
import { nextConditions, type Problems } from "./namespace-conditions.ts";

/** Of objects that finalizers keep: nobody knows how long. */
const finalizerEstimateSeconds = 15;

/** What is left of one resource. */
interface Remains {
  estimateSeconds: number;
  items: ApiObject[];
  error?: Error;
}

/**
 * Deletes all that is in a namespace, Pods first, and says in its conditions what remains.
 *
 * @returns an estimate of when that is gone, 0 when nothing remains; and the namespace as last written
 * @throws what kept something from being deleted, after the conditions have it
 */
export async function deleteContent(
  { client, clock }: ControllerContext,
  namespace: ApiObject,
): Promise<{ estimateSeconds: number; latest: ApiObject }> {
  const { name } = namespace.metadata;
  const problems: Problems = { errors: [], remaining: new Map(), finalizers: new Map() };
  let estimateSeconds = 0;
  const account = (resource: ServedResource, remains: Remains) => {
    estimateSeconds = Math.max(estimateSeconds, remains.estimateSeconds);
    if (remains.error) problems.errors.push(remains.error);
    if (remains.items.length === 0) return;
    problems.remaining.set(`${resource.resource}.${resource.group}`, remains.items.length);
    for (const finalizer of remains.items.flatMap(({ metadata }) => metadata.finalizers ?? [])) {
      problems.finalizers.set(finalizer, (problems.finalizers.get(finalizer) ?? 0) + 1);
    }
  };

  const resources = await client.discover().catch((error: Error) => {
    problems.discoveryError = error;
    return [];
  });
  const deletable = resources.filter(
    ({ namespaced, preferred, verbs }) => namespaced && preferred && verbs.includes("delete"),
  );
  const isPods = ({ group, resource }: ServedResource) => group === "" && resource === "pods";
  for (const pods of deletable.filter(isPods)) account(pods, await deleteAll(pods));
  const podsRemain = problems.remaining.size > 0;
  if (podsRemain) {
    // Other content waits for the Pods that may need it, and isn't counted yet.
    problems.remaining.clear();
    problems.finalizers.clear();
  } else {
    const rest = deletable.filter((each) => !isPods(each));
    await Promise.all(rest.map(async (each) => account(each, await deleteAll(each))));
  }
  const latest = await tell();
  const errors = [
    ...(problems.discoveryError ? [problems.discoveryError] : []),
    ...problems.errors,
  ];
  if (errors.length > 0) throw new AggregateError(errors, `content of namespace ${name} remains`);
  return { estimateSeconds, latest };

  async function tell(): Promise<ApiObject> {
    const status = (namespace.status ?? {}) as { conditions?: object[] };
    const conditions = nextConditions(status.conditions ?? [], problems, clock);
    if (!conditions) return namespace;
    const path = { apiVersion: "v1", resource: "namespaces", name, subresource: "status" };
    return client.update(path, { ...namespace, status: { ...status, conditions } });
  }

  async function deleteAll(resource: ServedResource): Promise<Remains> {
    const collection = { ...resource, namespace: name };
    let estimate = 0;
    try {
      if (isPods(resource)) estimate = gracefulEstimate((await client.list(collection)).items);
      await deleteEach(resource);
      if (!resource.verbs.includes("list")) return { estimateSeconds: estimate, items: [] };
      const { items } = await client.list(collection, { metadataOnly: true });
      if (items.length === 0) return { estimateSeconds: 0, items };
      if (estimate > 0) return { estimateSeconds: estimate, items };
      if (items.some(({ metadata }) => metadata.finalizers?.length)) {
        return { estimateSeconds: finalizerEstimateSeconds, items };
      }
      const { group, apiVersion } = resource;
      const version = apiVersion.replace(/^.*\//, "");
      const error = new Error(
        `unexpected items still remain in namespace: ${name} for gvr: ${group}/${version}, Resource=${resource.resource}`,
      );
      return { estimateSeconds: 0, items, error };
    } catch (error) {
      if (failedFor(error, "NotFound", "MethodNotAllowed")) {
        return { estimateSeconds: estimate, items: [] };
      }
      return { estimateSeconds: estimate, items: [], error: error as Error };
    }
  }

  async function deleteEach(resource: ServedResource): Promise<void> {
    const collection = { ...resource, namespace: name };
    const how = { propagationPolicy: "Background", metadataOnly: true } as const;
    if (resource.verbs.includes("deletecollection")) {
      return client.deleteCollection(collection, how);
    }
    if (!resource.verbs.includes("list")) return;
    for (const item of (await client.list(collection, { metadataOnly: true })).items) {
      await client
        .delete({ ...collection, name: item.metadata.name }, how)
        .catch(
          (error) => failedFor(error, "NotFound", "MethodNotAllowed") || Promise.reject(error),
        );
    }
  }

  /** The longest grace period of the Pods that run, unless it has passed since the namespace's deletion. */
  function gracefulEstimate(pods: ApiObject[]): number {
    const seconds = pods
      .filter(({ status }) => !["Succeeded", "Failed"].includes((status as Phased)?.phase ?? ""))
      .map(({ spec }) => (spec as Graceful)?.terminationGracePeriodSeconds ?? 0);
    const longest = Math.max(0, ...seconds);
    const deletedMs = Date.parse(namespace.metadata.deletionTimestamp ?? "");
    return clock.epochMs() - deletedMs >= longest * 1000 ? 0 : longest;
  }
}

type Phased = { phase?: string } | undefined;
type Graceful = { terminationGracePeriodSeconds?: number } | undefined;
