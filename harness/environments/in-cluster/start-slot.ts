import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { UnsupportedError } from "../../core/failure.ts";
import { listenAt } from "../artifact-hosts/listen-on-loopback.ts";
import { startArtifactHosts } from "../artifact-hosts/start-artifact-hosts.ts";
import type { Slot, SlotRequest } from "../environment.ts";
import type { HarnessAddress } from "../harness-address.ts";
import { createTemporaryFolder } from "../process/temporary-folder.ts";
import { startSink } from "../sinks/start-sink.ts";
import { unfaultedApi } from "../slot/api-front.ts";
import { concurrently } from "../slot/concurrently.ts";
import { startPhases } from "../slot/phases.ts";
import { fluxNamespace } from "../slot/rbac.ts";
import { rejectUnknown } from "../slot/reject-unknown.ts";
import { postTo, sendHook } from "../slot/send-hook.ts";
import type { StartGitHost } from "../slot/start-slot.ts";
import { awaitPodWorkers } from "./await-workers.ts";
import { cleanUp, rememberingClient } from "./clean-up.ts";
import { type ClusterConnection, connectCluster } from "./cluster-connection.ts";
import { followPods } from "./follow-pods.ts";
import type { HostedCluster } from "./hosted-cluster.ts";
import { installFlux, receiverNodePort } from "./install-flux.ts";
import { followKernelKills } from "./kernel-kills.ts";
import { requireClean } from "./leftovers.ts";
import { planFlux } from "./plan-flux.ts";
import { postThroughApi } from "./post-through-api.ts";
import { recorderUntil } from "./recorder-until.ts";
import { sampleCluster } from "./sample-cluster.ts";
import { samplePods } from "./sample-pods.ts";
import { startPodApiFront } from "./start-pod-api-front.ts";
import { steerPods } from "./steer-pods.ts";

/** Of a Git host that runs in the cluster, too. */
const giteaNamespace = "fluxproof-gitea";

export interface InClusterOptions {
  /** Deployment and Services of each controller, by its name: paths of YAML files. */
  manifestFiles: Record<string, readonly string[]>;
  /** What a Pod names, by controller. The nodes have them, or can pull them. */
  images: Record<string, string>;
  startGitHost: StartGitHost;
}

/**
 * Makes a slot in a cluster: Flux installed from its manifests, the Git host and the sink of this machine.
 * Disposing it deletes what was made with it.
 *
 * @throws LeftoversError where the cluster still has what a slot before left
 */
export async function startInClusterSlot(
  request: SlotRequest,
  cluster: HostedCluster,
  options: InClusterOptions,
): Promise<Slot> {
  const failure = new AbortController();
  const signal = AbortSignal.any([request.signal, failure.signal, cluster.failed]);
  try {
    await using stack = new AsyncDisposableStack();
    signal.throwIfAborted();
    const fail = (error: unknown) => failure.abort(error);
    const address = requireSupported(request, cluster);
    const slot = await assemble({ request, cluster, address, options, stack, fail, signal });
    signal.throwIfAborted();
    const whole = stack.move();
    return {
      ...slot,
      failed: AbortSignal.any([failure.signal, cluster.failed]),
      [Symbol.asyncDispose]: () => whole.disposeAsync(),
    };
  } catch (error) {
    // What fails after an abort only fails because of it.
    throw signal.aborted ? signal.reason : error;
  }
}

interface Assembly {
  request: SlotRequest;
  cluster: HostedCluster;
  address: HarnessAddress;
  options: InClusterOptions;
  stack: AsyncDisposableStack;
  fail(error: unknown): void;
  signal: AbortSignal;
}

async function assemble(assembly: Assembly): Promise<Omit<Slot, keyof AsyncDisposable>> {
  const { cluster, address, options, stack, fail, signal } = assembly;
  const ending = new AbortController();
  const recorder = recorderUntil(ending.signal, assembly.request);
  const request = { ...assembly.request, recorder };
  const { clock, subject, dir } = request;
  const phases = startPhases(clock);
  const logs = join(dir, "logs");
  await mkdir(logs, { recursive: true });
  const connection = connectCluster(kubeconfigOf(cluster), signal);
  await requireClean(connection, { clock, signal });
  phases.done("nothing left in the cluster");

  const { path: folder } = stack.use(await createTemporaryFolder(tmpdir()));
  const sink = stack.use(await startSink({ ...request, address }));
  const listen = listenAt(address, recorder);
  const artifactHosts = stack.use(await startArtifactHosts({ ...request, listen }));
  const front = stack.use(await startPodApiFront({ ...request, connection, address }));
  const receiverOrigin = cluster.nodePortOrigin(receiverNodePort);
  const plan = await planFlux({
    ...{ ...options, ...request, front },
    receiverOutside: receiverOrigin !== undefined,
  });
  const { client, created } = rememberingClient(connection.client);
  const { nodes } = cluster;
  const kernelKills = nodes && stack.use(followKernelKills({ nodes, clock, signal }));
  const pods = stack.use(
    await followPods({
      ...{ connection, logs, recorder, clock, signal, fail },
      ...(kernelKills ? { kernelKills } : {}),
      processes: plan.processes,
    }),
  );
  const sampler = stack.use(await sampleCluster({ ...cluster, recorder, clock, onError: fail }));
  if (nodes) stack.use(samplePods({ pods, nodes, recorder, clock, signal }));
  const gitHost = options.startGitHost({
    ...{ ...request, dir: join(folder, "git"), logs: join(request.dir, "logs") },
    ...{ address, fail, signal },
    cluster: {
      ...{ connection, harness: address, failed: cluster.failed },
      namespace: { name: giteaNamespace, isThere: false },
      nodePortOrigin: (port) => cluster.nodePortOrigin(port),
      ...(cluster.bringImage ? { bringImage: cluster.bringImage } : {}),
    },
  });
  const started = async () => {
    await installFlux({ ...plan, connection, crdFiles: subject.crdFiles, clock, signal });
    phases.done("Flux installed");
    await Promise.all(
      pods.all.map(async (lives) => {
        const memoryNamed = plan.memoryNamed(lives.process.name);
        await awaitPodWorkers(lives, { memoryNamed, recorder, clock, signal });
        phases.done(`${lives.process.name} ready`);
      }),
    );
  };
  await concurrently<unknown>([gitHost.then((host) => stack.use(host)), started()], fail);
  phases.record(recorder);
  // The last to be made and so the first to go: the controllers still need all the rest for it.
  stack.defer(async () => {
    ending.abort();
    if (signal.aborted) return;
    const unattended = pods.all.some(({ expectsNone }) => expectsNone);
    await cleanUp({ connection, created, unattended, logs, clock });
  });
  const post = postFor(assembly, connection, receiverOrigin);
  return {
    cluster: client,
    gitHost: await gitHost,
    apiServer: front ?? unfaultedApi,
    controllers: steerPods({ connection, pods, nodes, graceMs: plan.graceMs, clock, signal }),
    sink,
    artifactHosts,
    hook: (hook) => sendHook({ post, hook, clock, signal }),
    ...(post && receiverOrigin !== undefined ? { receiverOrigin } : {}),
    flush: () => sampler.flush(),
  };
}

function requireSupported(request: SlotRequest, { harness, label }: HostedCluster): HarnessAddress {
  rejectUnknown(request);
  if (request.workloads.length > 0) {
    throw new UnsupportedError(
      "naming what becomes of workloads",
      "real kubelets run them in a cluster",
    );
  }
  if (harness) return harness;
  throw new UnsupportedError(
    "a Git host beside the cluster",
    `no address is known by which Pods of ${label} reach this machine`,
  );
}

function kubeconfigOf({ kubeconfigFile }: HostedCluster): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigFile);
  return config;
}

function postFor({ request }: Assembly, connection: ClusterConnection, origin: string | undefined) {
  if (!request.subject.binaries["notification-controller"]) return undefined;
  return origin === undefined
    ? postThroughApi(connection, { namespace: fluxNamespace })
    : postTo(origin);
}
