import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { HarnessError, UnsupportedError } from "../../../core/failure.ts";
import { loopback } from "../../harness-address.ts";
import type { ClusterConnection } from "../../in-cluster/cluster-connection.ts";
import type { HostedCluster, NodeAccess } from "../../in-cluster/hosted-cluster.ts";
import { lastLines } from "../../process/last-lines.ts";
import { awaitGitea } from "./await-gitea.ts";
import { giteaName, giteaNamespace, giteaObjects, giteaPorts } from "./gitea-objects.ts";
import { type GiteaStart, makeAdmin, type RunningGitea } from "./running-gitea.ts";

/** The cluster of a slot, for a Git host that runs inside of it. */
export interface GitHostCluster {
  hosted: HostedCluster;
  connection: Pick<ClusterConnection, "apply" | "client">;
}

export interface GiteaInClusterRequest extends GiteaStart {
  cluster: GitHostCluster | undefined;
  image: string;
}

const kubectl = ["kubectl", "--kubeconfig=/etc/kubernetes/admin.conf", "-n", giteaNamespace];
const deployment = `deployment/${giteaName}`;

/**
 * Starts Gitea as a Deployment of the cluster under test, reached by ports of its nodes. Disposing it deletes
 * its namespace, which the next slot waits for.
 * @throws UnsupportedError where the cluster is not one whose nodes the harness enters, UsageError without the
 *   image, HarnessError with the end of its log when it doesn't answer in time.
 */
export async function startGiteaInCluster(request: GiteaInClusterRequest): Promise<RunningGitea> {
  const { image, logFile, clock, signal } = request;
  const { hosted, connection, nodes, origin, ssh } = requireReach(request.cluster);
  await hosted.bringImage?.(image);
  signal.throwIfAborted();
  const [node = ""] = nodes.names;
  const run = (args: readonly string[]) =>
    nodes.run(node, [...kubectl, "exec", deployment, "--", "gitea", ...args]);
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => {
    // With the cluster it is gone anyway.
    if (signal.aborted || hosted.failed.aborted) return;
    await connection.client.delete({
      ...{ apiVersion: "v1", kind: "Namespace", metadata: { name: giteaNamespace } },
    });
  });
  for (const object of giteaObjects(request)) await connection.apply(object);
  const version = await awaitGitea({
    ...{ origin, clock, signal, log: logFile },
    ended: () => (hosted.failed.aborted ? `${hosted.failed.reason}` : undefined),
    logEnd: () => nodes.run(node, [...kubectl, "logs", deployment, "--tail=20"]).catch(String),
  });
  stack.use(followLog({ nodes, ...request }));
  const adminToken = await makeAdmin(run);
  const whole = stack.move();
  return {
    ...{ origin, adminToken, version, run, harness: hosted.harness ?? loopback },
    ...(request.sshHostKey ? { ssh } : {}),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

function requireReach(cluster: GitHostCluster | undefined) {
  const hosted = cluster?.hosted;
  const [http, ssh] = [giteaPorts.http, giteaPorts.ssh].map((port) => hosted?.nodePortOrigin(port));
  const nodes = hosted?.nodes;
  if (cluster && hosted && nodes && http && ssh) {
    const { hostname: host, port } = new URL(ssh);
    const { connection } = cluster;
    return { hosted, connection, nodes, origin: http, ssh: { host, port: Number(port) } };
  }
  throw new UnsupportedError(
    "Gitea in the cluster",
    "only environment kind has a cluster whose nodes and their ports the harness reaches",
  );
}

/** Its log until it is disposed; an end before that is told, for the Pod's files went with it. */
function followLog(request: GiteaInClusterRequest & { nodes: NodeAccess }): AsyncDisposable {
  const { nodes, logFile, fail } = request;
  const log = createWriteStream(logFile, { flags: "a", mode: 0o600 });
  const following = nodes.follow(nodes.names[0] ?? "", [
    ...[...kubectl, "logs", "--follow", "--tail=-1", deployment],
  ]);
  let ending = false;
  const read = async () => {
    for await (const line of following.lines) log.write(`${line}\n`);
    if (ending) return;
    const end = await lastLines(logFile);
    fail(
      new HarnessError(
        `Gitea's container ended while it was needed. The end of ${logFile}:\n${end}`,
      ),
    );
  };
  const reading = read();
  reading.catch(fail);
  return {
    async [Symbol.asyncDispose]() {
      ending = true;
      await following[Symbol.asyncDispose]();
      await reading.catch(() => undefined);
      log.end();
      await finished(log);
    },
  };
}
