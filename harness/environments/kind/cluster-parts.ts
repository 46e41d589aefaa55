import { readdir, writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import type { HarnessAddress } from "../harness-address.ts";
import type { NodeAccess } from "../in-cluster/hosted-cluster.ts";
import { findFreePorts } from "../process/ports.ts";
import type { ClusterFolder } from "./cluster-folder.ts";
import type { Docker } from "./docker.ts";
import { recogniseTrouble } from "./docker-failure.ts";
import { mappedNodePorts } from "./kind-config.ts";
import type { Kind } from "./kind-program.ts";
import { runKind } from "./run-kind.ts";

interface Tools {
  docker: Docker;
  kind: Kind;
}

/** On its nodes: the configuration of kubectl as administrator. */
export const adminConfig = "/etc/kubernetes/admin.conf";

/**
 * Removes a cluster and its folder. Where no Docker answers the folder stays, and so a later run finds
 * what must go.
 */
export async function removeCluster(request: Tools & { folder: ClusterFolder }): Promise<void> {
  const { docker, kind, folder } = request;
  const { name, path } = folder;
  // kind would look through the user's own configuration if it were not given another.
  const args = ["delete", "cluster", "--name", name, "--kubeconfig", join(path, "kubeconfig")];
  try {
    await runKind({ docker, kind, args, doing: `removing cluster ${name}` });
  } catch (error) {
    if (recogniseTrouble((error as Error).message) === "no-answer") return;
    throw error;
  }
  await folder.remove();
}

/**
 * Has kind write all logs of the nodes below `dir`. What it could not get, for a node image lacks a program
 * or a node is gone, is told in a file beside them.
 */
export async function exportLogs(request: Tools & { name: string; dir: string }): Promise<void> {
  const { docker, kind, name, dir } = request;
  const args = ["export", "logs", dir, "--name", name];
  try {
    await runKind({ docker, kind, args, doing: `exporting the logs of ${name}` });
  } catch (error) {
    const written = await readdir(dir).catch(() => []);
    if (written.length === 0) throw error;
    await writeFile(join(dir, "not-exported.txt"), `${(error as Error).message}\n`);
  }
}

/** The Events of all namespaces as JSON. */
export function readEvents(nodes: NodeAccess): Promise<string> {
  const kubectl = ["kubectl", `--kubeconfig=${adminConfig}`];
  return nodes.run(nodes.names[0] ?? "", [...kubectl, "get", "events", "-A", "-o", "json"]);
}

/** Names of the nodes that run Kubernetes, control planes first. */
export async function listNodes(request: Tools & { name: string }): Promise<string[]> {
  const { docker, kind, name } = request;
  const doing = `listing the nodes of ${name}`;
  const text = await runKind({ docker, kind, args: ["get", "nodes", "--name", name], doing });
  const names = text.split("\n").filter((line) => line.startsWith(name));
  const nodes = names.filter((each) => !each.endsWith("-external-load-balancer"));
  const isWorker = (each: string) => Number(/-worker\d*$/.test(each));
  return nodes.sort((a, b) => isWorker(a) - isWorker(b) || a.localeCompare(b));
}

/** Ports of this machine by NodePort. */
export async function mapPorts(): Promise<Map<number, number>> {
  const free = await findFreePorts(mappedNodePorts.length);
  return new Map(mappedNodePorts.map((port, index) => [port, free[index] ?? 0]));
}

/**
 * Where Pods reach this machine: the gateway of kind's network, if that is an address of this machine.
 * Where Docker runs in a virtual machine it isn't.
 */
export async function findGateway(docker: Docker): Promise<HarnessAddress | undefined> {
  const format = "{{range .IPAM.Config}}{{.Gateway}} {{end}}";
  const text = await docker.run(["network", "inspect", "--format", format, "kind"]);
  const own = Object.values(networkInterfaces()).flatMap((each) =>
    (each ?? []).map(({ address }) => address),
  );
  const gateway = text
    .trim()
    .split(" ")
    .find((address) => address.includes(".") && own.includes(address));
  return gateway === undefined ? undefined : { listen: gateway, reachedAs: gateway };
}
