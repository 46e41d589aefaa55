import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { UsageError } from "../../core/failure.ts";

/** A context of the user's kubeconfig, made the current one of a copy of it. */
export interface UserContext {
  name: string;
  /** `https://10.0.0.1:6443` */
  server: string;
  /** Name of its cluster in the kubeconfig. */
  cluster: string;
  config: KubeConfig;
}

/**
 * Finds a context by its name, never the current one because it happens to be current.
 *
 * @param config all of the user's kubeconfig, `$KUBECONFIG` and `~/.kube/config` by default
 * @throws UsageError where no context is named or none has the name.
 */
export function findContext(
  name: string | undefined,
  config: KubeConfig = readKubeconfig(),
): UserContext {
  const names = config.getContexts().map((each) => each.name);
  const known = names.length > 0 ? names.join(", ") : "none, the kubeconfig is empty or missing";
  if (name === undefined) {
    throw new UsageError(
      `expected --context NAME, for the current one is never taken; contexts there are: ${known}`,
    );
  }
  const found = config.getContextObject(name);
  if (!found) {
    throw new UsageError(`--context ${JSON.stringify(name)}: expected one of: ${known}`);
  }
  const cluster = config.getCluster(found.cluster);
  if (!cluster?.server) {
    throw new UsageError(
      `--context ${JSON.stringify(name)}: its cluster ${JSON.stringify(found.cluster)} is not in the kubeconfig, or has no server`,
    );
  }
  const own = new KubeConfig();
  own.loadFromString(config.exportConfig());
  own.setCurrentContext(name);
  return { name, server: cluster.server, cluster: found.cluster, config: own };
}

function readKubeconfig(): KubeConfig {
  const config = new KubeConfig();
  // Without a file the client would make one up.
  const { KUBECONFIG = join(homedir(), ".kube", "config") } = process.env;
  if (!KUBECONFIG.split(delimiter).some((file) => existsSync(file))) return config;
  try {
    config.loadFromDefault();
  } catch (error) {
    throw new UsageError(`the kubeconfig cannot be read: ${(error as Error).message}`);
  }
  return config;
}
