import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import type { ClusterClient, ObjectName } from "../cluster-client.ts";
import { fluxNamespace, namespaceObject } from "../slot/rbac.ts";
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

type Connected = Pick<ClusterConnection, "client" | "request">;

/** So long the controllers have to see to their own objects' finalizers. */
const finalizersMs = 20_000;
/** For the API server to take away what no finalizer keeps. */
const goneMs = 10_000;
/** For nodes to end Flux's Pods. */
const podsMs = 30_000;
const pollMs = 250;

/**
 * Deletes Flux's objects while the controllers still run, and what else a scenario created; then orders its
 * namespaces and Flux itself to be deleted, which the next slot waits for. Never rejects: what stays
 * nevertheless, the next slot finds; why is in `logs/clean-up.log`.
 */
export async function cleanUp(request: {
  connection: Connected;
  created: readonly ObjectName[];
  /** Not all controllers are there to see to finalizers. */
  unattended: boolean;
  logs: string;
  clock: Clock;
}): Promise<void> {
  const { connection, created, unattended, logs, clock } = request;
  const { client } = connection;
  const { signal } = new AbortController();
  const namespaces = created.filter(({ kind }) => kind === "Namespace");
  const names = namespaces.map(({ metadata }) => metadata.name);
  const others = created.filter(
    ({ kind, metadata }) => kind !== "Namespace" && !names.includes(metadata.namespace ?? ""),
  );
  try {
    const flux = await fluxObjects(connection, clock);
    await Promise.all(flux.map((each) => client.delete(each)));
    const limitMs = unattended ? 0 : finalizersMs;
    const left = await awaitGone(connection, flux, { clock, signal, limitMs });
    await Promise.all(left.map((each) => dropFinalizers(client, each)));
    await awaitGone(connection, left, { clock, signal, limitMs: goneMs });
    await Promise.all([...others, ...namespaces].map((each) => client.delete(each)));
    await endPods(connection, clock);
    await client.delete(namespaceObject);
  } catch (error) {
    const text = error instanceof Error ? `${error.stack}` : String(error);
    await appendFile(join(logs, "clean-up.log"), `${text}\n`).catch(() => undefined);
  }
}

/**
 * What controllers still do has no effect any more: nobody waits out their grace periods. Kubernetes would, for
 * it looks at a namespace whose Pods are still there only after half of the longest of them, ten minutes.
 */
async function endPods({ client, request }: Connected, clock: Clock): Promise<void> {
  const namespace = fluxNamespace;
  const [apps, core] = ["/apis/apps/v1", "/api/v1"].map(
    (root) => `${root}/namespaces/${namespace}`,
  );
  // Nothing is to make new ones.
  for (const owners of ["deployments", "replicasets"]) {
    await request({ method: "DELETE", path: `${apps}/${owners}?propagationPolicy=Background` });
  }
  const deadlineMs = clock.nowMs() + podsMs;
  const ordered = new Set<string>();
  for (;;) {
    const { items } = await client.list({ apiVersion: "v1", kind: "Pod", namespace });
    if (items.length === 0 || clock.nowMs() > deadlineMs) return;
    for (const { metadata } of items.filter(({ metadata }) => !ordered.has(metadata.uid))) {
      ordered.add(metadata.uid);
      await request({
        method: "DELETE",
        path: `${core}/pods/${metadata.name}?gracePeriodSeconds=1`,
      });
    }
    await clock.sleep(pollMs);
  }
}

async function dropFinalizers(
  client: ClusterClient,
  { apiVersion, kind, metadata: { name, namespace } }: ObjectName,
): Promise<void> {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), finalizers: null };
  // It may be gone by now.
  await client.patch({ apiVersion, kind, metadata }).catch(() => undefined);
}
