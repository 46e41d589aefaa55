import { adminConfig } from "./cluster-parts.ts";
import type { Docker } from "./docker.ts";

export interface ReadyRequest {
  docker: Docker;
  /** Of the cluster. */
  name: string;
  /** The first is of the control plane. */
  nodes: readonly string[];
  signal: AbortSignal;
}

const within = "120s";
const serviceWithinSeconds = 60;

/**
 * Asks for the API server at its Service until it is the one that answers: before kube-proxy has written its
 * rules, what answers there, if anything, is somebody else on the way out of the node.
 */
const askService = `
until curl -sf --max-time 2 -o /dev/null --cacert /etc/kubernetes/pki/ca.crt "https://$1/livez"; do
  sleep 0.2
done
`;

/**
 * Resolves once Pods can work: all nodes are ready, every one of them reaches Services, and names resolve.
 * Controllers that begin before exit at once, which no scenario is about.
 *
 * @throws HarnessError with what is awaited, when it takes too long
 */
export async function awaitReady(request: ReadyRequest): Promise<void> {
  const { docker, name, nodes, signal } = request;
  const [first = ""] = nodes;
  const run = (node: string, command: readonly string[], doing: string) =>
    docker.run(["exec", node, ...command], { signal, doing: `waiting for ${doing} of ${name}` });
  const kubectl = ["kubectl", `--kubeconfig=${adminConfig}`];
  const readyNodes = ["wait", "--for=condition=Ready", "node", "--all", `--timeout=${within}`];
  await run(first, [...kubectl, ...readyNodes], `the nodes`);
  const address = ["get", "service", "kubernetes", "-o", "jsonpath={.spec.clusterIP}"];
  const service = (
    await run(first, [...kubectl, ...address], "the Service of the API server")
  ).trim();
  const ask = ["timeout", `${serviceWithinSeconds}`, "sh", "-c", askService, "sh", service];
  const names = ["-n", "kube-system", "rollout", "status", "deployment/coredns"];
  await Promise.all([
    ...nodes.map((node) => run(node, ask, `Services on node ${node}`)),
    run(first, [...kubectl, ...names, `--timeout=${within}`], "the DNS"),
  ]);
}
