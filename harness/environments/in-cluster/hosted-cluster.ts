import type { HarnessAddress } from "../harness-address.ts";

/** A Kubernetes cluster that slots are made in, and what the harness can do beneath its API. */
export interface HostedCluster {
  /** As people know it: `kind fluxproof-1a2b3c`, `context staging`. */
  label: string;
  /** Of an administrator; only the user can read it. */
  kubeconfigFile: string;
  /** `1.34.4` */
  kubernetesVersion: string;
  /** Where Pods reach servers of the harness; absent where they can't, and only what runs inside serves them. */
  harness?: HarnessAddress;
  /** Origin at which this machine reaches a NodePort, without a slash; undefined for a port that is not mapped. */
  nodePortOrigin(port: number): string | undefined;
  /** What can be seen and done on the nodes; absent where they can't be entered. */
  nodes?: NodeAccess;
  /** kube-apiserver's audit log, as a file of this machine, where it writes one. */
  auditLogFile?: string;
  /** Puts image archives (`docker save` form) on every node, side by side; what is there already is not sent again. */
  loadImages?(archives: readonly string[]): Promise<void>;
  /** Puts an image that this machine's Docker has, or can pull, on every node. @throws UsageError without it. */
  bringImage?(image: string): Promise<void>;
  /** Writes all logs of the nodes below a folder, for a scenario that failed. */
  exportLogs?(dir: string): Promise<void>;
  /** Aborts, with the reason, when the cluster breaks: a node died, its container engine went away. */
  failed: AbortSignal;
}

/** Commands on the nodes of a cluster, by the nodes' names. */
export interface NodeAccess {
  names: readonly string[];
  /** Resolves to the standard output. @throws HarnessError with the last lines where the command fails. */
  run(node: string, command: readonly string[]): Promise<string>;
  /** Runs a command until it is disposed, its standard output as lines. */
  follow(node: string, command: readonly string[]): NodeCommand;
}

export interface NodeCommand extends AsyncDisposable {
  lines: AsyncIterable<string>;
}
