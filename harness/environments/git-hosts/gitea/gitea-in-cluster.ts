import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { HarnessError, UnsupportedError } from "../../../core/failure.ts";
import type { HarnessAddress } from "../../harness-address.ts";
import { awaitPod } from "../../in-cluster/await-pod.ts";
import type { ClusterConnection } from "../../in-cluster/cluster-connection.ts";
import { lastLines } from "../../process/last-lines.ts";
import { awaitGitea } from "./await-gitea.ts";
import { giteaName, giteaNodePorts, giteaObjects, giteaService } from "./gitea-objects.ts";
import { type GiteaStart, makeAdmin, type RunningGitea } from "./running-gitea.ts";
import { containerPorts } from "./settings.ts";

/** The cluster of a slot, for a Git host that runs inside of it. */
export interface GitHostCluster {
  connection: Pick<ClusterConnection, "client" | "lines" | "runInPod" | "openTunnel">;
  /** Where it goes: there already and removed by whoever made it, or else made and removed with it. */
  namespace: { name: string; isThere: boolean; labels?: Record<string, string> };
  /** Where Pods reach servers of the harness. */
  harness: HarnessAddress;
  /** See `HostedCluster`. Absent where the API server is the only way in. */
  nodePortOrigin?(port: number): string | undefined;
  bringImage?(image: string): Promise<void>;
  /** Aborts when the cluster breaks. */
  failed?: AbortSignal;
}

export interface GiteaInClusterRequest extends GiteaStart {
  cluster: GitHostCluster | undefined;
  image: string;
}

/**
 * Starts Gitea as a Pod of the cluster under test, reached by ports of its nodes, or else through its API server.
 * Disposing it deletes its namespace, which the next slot waits for, unless others do.
 * @throws UnsupportedError where controllers run in no cluster, UsageError without the image, HarnessError with the
 *   end of its log when it doesn't answer in time.
 */
export async function startGiteaInCluster(request: GiteaInClusterRequest): Promise<RunningGitea> {
  const { image, logFile, clock, signal, cluster } = request;
  if (!cluster) {
    throw new UnsupportedError("Gitea in the cluster", "controllers here run in no cluster");
  }
  const { connection, failed } = cluster;
  const { client } = connection;
  const { name: namespace, labels = {} } = cluster.namespace;
  await cluster.bringImage?.(image);
  signal.throwIfAborted();
  await using stack = new AsyncDisposableStack();
  if (!cluster.namespace.isThere) stack.use(await makeNamespace(cluster, signal));
  const objects = giteaObjects({ ...request, namespace, labels });
  for (const object of objects) await client.create(object);
  const pod = { namespace, name: giteaName };
  await awaitPod({ client, pod, imageOption: "--gitea-image", clock, signal });
  const { http, ssh } = await reach(cluster, stack);
  const log = `/api/v1/namespaces/${namespace}/pods/${giteaName}/log`;
  const origin = `http://${http.host}:${http.port}`;
  const version = await awaitGitea({
    ...{ origin, clock, signal, log: logFile },
    ended: () => (failed?.aborted ? `${failed.reason}` : undefined),
    logEnd: () => textOf(connection.lines(`${log}?tailLines=20`, signal)).catch(String),
  });
  stack.use(followLog({ ...request, lines: (end) => connection.lines(`${log}?follow=true`, end) }));
  const run = (args: readonly string[]) => connection.runInPod(pod, ["gitea", ...args]);
  const adminToken = await makeAdmin(run);
  const whole = stack.move();
  return {
    ...{ origin, adminToken, version, run, harness: cluster.harness },
    ...(request.sshHostKey ? { ssh } : {}),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

async function makeNamespace(cluster: GitHostCluster, signal: AbortSignal) {
  const { client } = cluster.connection;
  const { name, labels = {} } = cluster.namespace;
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
  await client.create(namespace);
  return {
    async [Symbol.asyncDispose]() {
      // With the cluster it is gone anyway.
      if (signal.aborted || cluster.failed?.aborted) return;
      await client.delete(namespace);
    },
  };
}

/** Where the harness reaches both of its servers. */
async function reach(cluster: GitHostCluster, stack: AsyncDisposableStack) {
  const { connection, namespace, nodePortOrigin } = cluster;
  if (nodePortOrigin?.(giteaNodePorts.http)) {
    await connection.client.create(giteaService(namespace.name));
    const [http, ssh] = [giteaNodePorts.http, giteaNodePorts.ssh].map((nodePort) => {
      const { hostname: host, port } = new URL(nodePortOrigin(nodePort) ?? "");
      return { host, port: Number(port) };
    });
    if (http && ssh) return { http, ssh };
  }
  const open = async (port: number) =>
    stack.use(await connection.openTunnel({ namespace: namespace.name, name: giteaName }, port));
  return { http: await open(containerPorts.http), ssh: await open(containerPorts.ssh) };
}

async function textOf(lines: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const line of lines) text += `${line}\n`;
  return text;
}

/** Its log until it is disposed; an end before that is told, for it is needed. */
function followLog(
  request: Pick<GiteaStart, "logFile" | "fail"> & {
    lines(signal: AbortSignal): AsyncIterable<string>;
  },
): AsyncDisposable {
  const { lines, logFile, fail } = request;
  const log = createWriteStream(logFile, { flags: "a", mode: 0o600 });
  const ending = new AbortController();
  const read = async () => {
    for await (const line of lines(ending.signal)) log.write(`${line}\n`);
    if (ending.signal.aborted) return;
    const end = await lastLines(logFile);
    fail(
      new HarnessError(
        `Gitea's container ended while it was needed. The end of ${logFile}:\n${end}`,
      ),
    );
  };
  const reading = read().catch((error: unknown) => {
    if (!ending.signal.aborted) fail(error);
  });
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await reading;
      log.end();
      await finished(log);
    },
  };
}
