import type { Clock } from "../../core/clock.ts";
import type { ClusterClient, ObjectName } from "../cluster-client.ts";
import { namespaceObject } from "../slot/rbac.ts";
import type { ClusterConnection } from "./cluster-connection.ts";
import { awaitGone, fluxObjects } from "./leftovers.ts";

/** A client that keeps in mind what was created with it. */
export function rememberingClient(client: ClusterClient): {
  client: ClusterClient;
  created: ObjectName[];
} {
  const created: ObjectName[] = [];
  return {
    created,
    client: {
      ...client,
      async create(object) {
        // Noted first: a creation may succeed without an answer.
        const { apiVersion, kind, metadata } = object;
        created.push({ apiVersion, kind, metadata });
        await client.create(object);
      },
    },
  };
}

/** So long the controllers have to see to their own objects' finalizers. */
const finalizersMs = 20_000;
const namespacesMs = 40_000;

/**
 * Deletes what a scenario created, its namespaces while the controllers still run, and then orders Flux itself
 * to be deleted. Never rejects: what stays nevertheless, the next slot finds.
 */
export async function cleanUp(request: {
  connection: Pick<ClusterConnection, "client" | "request">;
  created: readonly ObjectName[];
  /** Not all controllers are there to see to finalizers. */
  unattended: boolean;
  clock: Clock;
}): Promise<void> {
  const { connection, created, unattended, clock } = request;
  const { signal } = new AbortController();
  const namespaces = created.filter(({ kind }) => kind === "Namespace");
  const names = namespaces.map(({ metadata }) => metadata.name);
  const others = created.filter(
    ({ kind, metadata }) => kind !== "Namespace" && !names.includes(metadata.namespace ?? ""),
  );
  try {
    await Promise.all([...others, ...namespaces].map((each) => connection.client.delete(each)));
    const limitMs = unattended ? 0 : finalizersMs;
    const left = await awaitGone(connection, namespaces, { clock, signal, limitMs });
    for (const { metadata } of left) await dropFinalizers(connection, metadata.name);
    await awaitGone(connection, left, { clock, signal, limitMs: namespacesMs });
    await connection.client.delete(namespaceObject);
  } catch {
    // The cluster no longer answers, or not as it should: the next slot says what of.
  }
}

async function dropFinalizers(
  connection: Pick<ClusterConnection, "client" | "request">,
  namespace: string,
): Promise<void> {
  for (const { apiVersion, kind, metadata } of await fluxObjects(connection, namespace)) {
    const { name } = metadata;
    await connection.client
      .patch({ apiVersion, kind, metadata: { name, namespace, finalizers: null } })
      .catch(() => undefined);
  }
}
