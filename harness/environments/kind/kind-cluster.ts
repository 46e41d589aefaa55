import { join } from "node:path";
import { HarnessError, UsageError } from "../../core/failure.ts";
import type { HostedCluster, NodeAccess } from "../in-cluster/hosted-cluster.ts";
import { concurrently } from "../slot/concurrently.ts";
import { awaitReady } from "./await-ready.ts";
import { balancerIn, lackOfBalancer } from "./balancer-image.ts";
import { bringImage } from "./bring-image.ts";
import { type ClusterFolder, createClusterFolder } from "./cluster-folder.ts";
import { exportLogs, findGateway, listNodes, mapPorts, removeCluster } from "./cluster-parts.ts";
import { type Docker, daemonKey } from "./docker.ts";
import { recogniseTrouble } from "./docker-failure.ts";
import { auditFiles } from "./kind-config.ts";
import type { Kind } from "./kind-program.ts";
import { loadImages } from "./load-images.ts";
import { makeCluster } from "./make-cluster.ts";
import { nodeAccess } from "./node-access.ts";
import { explainMissingImage, obtainNodeImage } from "./node-image.ts";
import { watchCluster } from "./watch-cluster.ts";

/** What a cluster is made of and with. */
export interface KindClusterOptions {
  docker: Docker;
  kind: Kind;
  /** Below it the cluster's own folder is made. */
  cacheDir: string;
  /** Node image; kind's default for its version if absent. */
  nodeImage?: string | undefined;
  /** Default 1. More of them get a load balancer from kind, whose image must be had too. */
  controlPlanes?: number;
  /** Default 0: Pods then run on the control plane. */
  workers?: number;
  /** Archives of images to bring to its nodes while they get ready. */
  images?: readonly string[];
}

export interface StartRequest {
  signal: AbortSignal;
  /** Told what is being done, in a few words. */
  onPhase?: ((phase: string) => void) | undefined;
  /** Where kind's logs go when the cluster doesn't come up. */
  logs: string;
}

/** A cluster that runs. Disposing it removes all of it. */
export interface StartedKindCluster extends HostedCluster, AsyncDisposable {
  name: string;
  nodes: NodeAccess;
  exportLogs(dir: string): Promise<void>;
  loadImages(archives: readonly string[]): Promise<void>;
}

/** A Kubernetes cluster in containers, by kind; nothing is there until it is started. */
export class KindCluster {
  readonly #options: KindClusterOptions;

  constructor(options: KindClusterOptions) {
    const { controlPlanes = 1, workers = 0 } = options;
    requireCount("controlPlanes", controlPlanes, 1);
    requireCount("workers", workers, 0);
    this.#options = options;
  }

  /**
   * Resolves once all nodes are ready. On failure kind's logs are kept and all that was made is removed.
   * @throws UsageError or HarnessError that names the cure.
   */
  async start(request: StartRequest): Promise<StartedKindCluster> {
    const options = this.#options;
    const { docker, cacheDir, nodeImage } = options;
    const { signal, onPhase } = request;
    if (nodeImage) await obtainNodeImage({ docker, image: nodeImage, signal, onPhase });
    await using stack = new AsyncDisposableStack();
    const folder = await createClusterFolder({ cacheDir, daemon: daemonKey(docker.daemon) });
    stack.defer(() => removeCluster({ ...options, folder }));
    const ports = await mapPorts();
    try {
      await makeCluster({ ...options, ...request, folder, ports });
      onPhase?.("waiting for the nodes, bringing images to them");
      const cluster = await becomeReady({ ...options, folder, ports, signal, stack });
      const whole = stack.move();
      return { ...cluster, [Symbol.asyncDispose]: () => whole.disposeAsync() };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw await explain({ ...options, error: error as Error, folder, logs: request.logs });
    }
  }
}

function requireCount(what: string, seen: number, least: number): void {
  if (Number.isInteger(seen) && seen >= least) return;
  throw new UsageError(`${what} is ${seen}: expected a whole number from ${least} on`);
}

async function becomeReady(
  made: KindClusterOptions & {
    folder: ClusterFolder;
    ports: ReadonlyMap<number, number>;
    signal: AbortSignal;
    stack: AsyncDisposableStack;
  },
): Promise<Omit<StartedKindCluster, keyof AsyncDisposable>> {
  const { docker, kind, folder, ports, signal, stack } = made;
  const { name } = folder;
  const names = await listNodes({ docker, kind, name });
  const nodes = nodeAccess(docker, names);
  const watch = stack.use(await watchCluster({ docker, cluster: name, nodes: names }));
  const [first = ""] = names;
  const load = (archives: readonly string[], until?: AbortSignal) =>
    loadImages({
      ...{ docker, kind, cluster: name, nodes, archives },
      ...(until ? { signal: until } : {}),
    });
  const giveUp = new AbortController();
  const until = AbortSignal.any([signal, giveUp.signal]);
  await concurrently<unknown>(
    [awaitReady({ docker, name, nodes: names, signal: until }), load(made.images ?? [], until)],
    (error) => giveUp.abort(error),
  );
  const version = await nodes.run(first, ["cat", "/kind/version"]);
  const harness = await findGateway(docker);
  return {
    name,
    label: `kind ${name}`,
    kubeconfigFile: join(folder.path, "kubeconfig"),
    kubernetesVersion: version.trim().replace(/^v/, ""),
    ...(harness ? { harness } : {}),
    nodePortOrigin(port) {
      const own = ports.get(port);
      return own === undefined ? undefined : `http://127.0.0.1:${own}`;
    },
    nodes,
    auditLogFile: join(folder.path, "audit", auditFiles.log),
    loadImages: (archives) => load(archives),
    bringImage: (image) => bringImage({ docker, kind, cluster: name, image }),
    exportLogs: (dir) => exportLogs({ docker, kind, name, dir }),
    failed: watch.failed,
  };
}

/** What failed, with its cure or where the logs are that tell more. */
async function explain(
  request: KindClusterOptions & { error: Error; folder: ClusterFolder; logs: string },
): Promise<Error> {
  const { docker, kind, nodeImage, controlPlanes = 1, error, folder, logs } = request;
  const trouble = recogniseTrouble(error.message);
  if (trouble === "no-image" && controlPlanes > 1) {
    const balancer = balancerIn(error.message, nodeImage);
    if (balancer) return lackOfBalancer({ kind, balancer, controlPlanes, error });
  }
  if (trouble === "no-image") {
    const what = nodeImage ? `node image ${nodeImage}` : `the node image of kind ${kind.version}`;
    return await explainMissingImage({ docker, what, error });
  }
  if (trouble !== undefined && trouble !== "no-capability") return error;
  const dir = join(logs, "kind");
  const kept = await exportLogs({ docker, kind, name: folder.name, dir }).then(
    () => `logs of the nodes: ${dir}`,
    (failure: Error) => `logs of the nodes could not be kept: ${failure.message}`,
  );
  const message = `${error.message}\n${kept}`;
  return error instanceof UsageError ? new UsageError(message) : new HarnessError(message);
}
