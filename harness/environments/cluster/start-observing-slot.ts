import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CoreV1Api } from "@kubernetes/client-node";
import { UnsupportedError } from "../../core/failure.ts";
import type { Controllers, Slot, SlotRequest } from "../environment.ts";
import type { HarnessAddress } from "../harness-address.ts";
import { connectCluster } from "../in-cluster/cluster-connection.ts";
import { followPods } from "../in-cluster/follow-pods.ts";
import { postThroughApi } from "../in-cluster/post-through-api.ts";
import { recorderUntil } from "../in-cluster/recorder-until.ts";
import { createTemporaryFolder } from "../process/temporary-folder.ts";
import { randomName } from "../random-name.ts";
import { startSink } from "../sinks/start-sink.ts";
import { unfaultedApi } from "../slot/api-front.ts";
import { fluxController } from "../slot/flux-controllers.ts";
import { sendHook } from "../slot/send-hook.ts";
import type { StartGitHost } from "../slot/start-slot.ts";
import { guardClient } from "./guard-client.ts";
import type { InstalledController, InstalledFlux } from "./installed-flux.ts";
import { markedNamespace } from "./run-mark.ts";
import { scrapeUsage } from "./scrape-usage.ts";
import { removeNamespace } from "./sweep-cluster.ts";
import type { UserContext } from "./user-context.ts";

export interface ObservingSlotOptions {
  context: UserContext;
  flux: InstalledFlux;
  /** Where Pods reach this machine. */
  address: HarnessAddress;
  temporaryRoot: string;
  startGitHost: StartGitHost;
}

/**
 * A slot on Flux as others installed it: what happens is observed, objects are added in a namespace of the
 * run's own, nothing else is touched. Disposing it removes that namespace, with what Flux applied there.
 * @throws UnsupportedError for what would touch more.
 */
export async function startObservingSlot(
  asked: SlotRequest,
  options: ObservingSlotOptions,
): Promise<Slot> {
  rejectWhatTouchesMore(asked);
  const ending = new AbortController();
  const request = { ...asked, recorder: recorderUntil(ending.signal, asked) };
  const { recorder, clock, signal, dir } = request;
  const { context, flux, address } = options;
  await using stack = new AsyncDisposableStack();
  const failure = new AbortController();
  const fail = (error: unknown) => {
    // What is in the namespace ends with it.
    if (!ending.signal.aborted) failure.abort(error);
  };
  const connection = connectCluster(context.config, AbortSignal.any([signal, failure.signal]));
  const startedAt = new Date(clock.epochMs()).toISOString();
  const namespace = markedNamespace({ id: randomName(10), startedAt });
  const logs = join(dir, "logs");
  await mkdir(logs, { recursive: true });
  const { path: folder } = stack.use(await createTemporaryFolder(options.temporaryRoot));
  await connection.client.create({ apiVersion: "v1", kind: "Namespace", metadata: namespace });
  // Should what follows fail, it goes as well.
  const made = stack.use(ownNamespace(options, namespace.name, clock));
  const sink = stack.use(await startSink({ ...request, address }));
  const { name, labels } = namespace;
  const gitHost = stack.use(
    await options.startGitHost({
      ...{ ...request, dir: join(folder, "git"), logs, address, fail },
      cluster: { connection, harness: address, namespace: { name, labels, isThere: true } },
    }),
  );
  const pods = stack.use(
    await followPods({
      ...{ connection, logs, recorder, clock, signal, fail },
      processes: flux.controllers.map(followed),
      logsSince: startedAt,
    }),
  );
  const usage = stack.use(
    scrapeUsage({
      ...{ connection, processes: pods.all, recorder, clock, signal },
      ports: new Map(flux.controllers.map(({ name, metricsPort }) => [name, metricsPort])),
    }),
  );
  // Before all else: Flux must still be followed, and find its Git host, while it takes its objects away.
  stack.defer(async () => {
    ending.abort();
    await made[Symbol.asyncDispose]();
  });
  const notifier = flux.controllers.find(({ name }) => name === "notification-controller");
  const post = notifier && postThroughApi(connection, notifier);
  const whole = stack.move();
  return {
    cluster: guardClient(connection.client, namespace.name),
    ...{ namespace: namespace.name, gitHost, sink, apiServer: unfaultedApi, controllers: notOurs },
    failed: failure.signal,
    hook: (hook) => sendHook({ post, hook, clock, signal }),
    flush: () => usage.once(),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

const whose = "Flux was installed here by others, and is only observed";

function rejectWhatTouchesMore({ controllers, workloads, apiFaults, artifactHosts }: SlotRequest) {
  const [set] = Object.keys(controllers);
  if (set) throw new UnsupportedError(`settings of ${set}`, whose);
  if (apiFaults) throw new UnsupportedError("a fault of the API server", whose);
  if (workloads.length > 0) {
    throw new UnsupportedError("naming what becomes of workloads", "real kubelets run them");
  }
  if (artifactHosts) {
    throw new UnsupportedError("a host of artifacts", "environment cluster starts none yet");
  }
}

const notOurs: Controllers = {
  async end({ controller }) {
    throw new UnsupportedError(`ending ${controller}`, whose);
  },
  async scale({ controller }) {
    throw new UnsupportedError(`scaling ${controller}`, whose);
  },
  async freeze({ controller }) {
    throw new UnsupportedError(`freezing ${controller}`, whose);
  },
};

function followed({ name, controller, namespace, selector }: InstalledController) {
  const { reconcilers = [], servesArtifacts } = fluxController(controller) ?? {};
  return {
    ...{ name, namespace, selector, container: "manager", reconcilers },
    ...(servesArtifacts ? { serves: `${name}.${namespace}.svc.cluster.local.` } : {}),
  };
}

/** Removed once, whoever disposes it first. */
function ownNamespace(...of: Parameters<typeof removeOwnNamespace>): AsyncDisposable {
  let removed: Promise<void> | undefined;
  return {
    [Symbol.asyncDispose]() {
      removed ??= removeOwnNamespace(...of);
      return removed;
    },
  };
}

async function removeOwnNamespace(
  { context }: ObservingSlotOptions,
  name: string,
  clock: SlotRequest["clock"],
): Promise<void> {
  const api = context.config.makeApiClient(CoreV1Api);
  const { items } = await api.listNamespace({ fieldSelector: `metadata.name=${name}` });
  const uid = items[0]?.metadata?.uid;
  // Also for a run that was ended early: what it made goes.
  const { signal } = new AbortController();
  if (uid) await removeNamespace({ api, name, uid, clock, signal });
}
