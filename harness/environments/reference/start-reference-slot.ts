import { join } from "node:path";
import type { Defect } from "../../../simulators/controllers/defects.ts";
import { timestamp } from "../../../simulators/controllers/runtime/controller-process.ts";
import { createArtifactStorage } from "../../../simulators/controllers/source/artifact-storage.ts";
import { createNetwork, type Network } from "../../../simulators/support/network.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import type { Clock, Random } from "../../core/clock.ts";
import { UnsupportedError } from "../../core/failure.ts";
import { parseBytes } from "../../scenario/bytes.ts";
import { type ControllerInstance, controllerInstances } from "../../scenario/instances.ts";
import { startArtifactHosts } from "../artifact-hosts/start-artifact-hosts.ts";
import type { Slot, SlotRequest } from "../environment.ts";
import { startModelGitHost } from "../git-hosts/model.ts";
import { noController } from "../refused-controller.ts";
import { startSink } from "../sinks/start-sink.ts";
import { runWorkloadsBy } from "../slot/run-workloads.ts";
import { addresses } from "./addresses.ts";
import { logFile } from "./log-file.ts";
import { modelledControllers } from "./model-catalogue.ts";
import { type ModelController, modelController } from "./model-controller.ts";
import { modelFlags } from "./model-flags.ts";
import { rejectSettings } from "./reject-settings.ts";
import { requestCounts } from "./request-counts.ts";
import { type StartedApi, startApi } from "./start-api.ts";

/** One way on the network of the model, in milliseconds. */
const latency = { fromMs: 0.2, widthMs: 1.3 };
const countEveryMs = 1_000;
const usageEveryTicks = 5;

/** Starts a slot whose every part is in this process. */
export async function startReferenceSlot(
  request: SlotRequest,
  defects: ReadonlySet<Defect>,
): Promise<Slot> {
  const { recorder, clock, signal } = request;
  const random = seededRandom(request.seed).fork("reference");
  const lag = random.fork("latency");
  await using stack = new AsyncDisposableStack();
  const network = createNetwork({
    clock,
    latencyMs: () => latency.fromMs + latency.widthMs * lag.next(),
    onError: (error, origin) => {
      const text = `${origin} failed to answer: ${error instanceof Error ? error.message : error}`;
      recorder.record({ type: "note", text });
    },
  });
  const instances = Object.keys(request.subject.binaries).flatMap((name) =>
    controllerInstances(name, request.controllers[name] ?? {}),
  );
  rejectSettings(request);
  const counts = requestCounts(recorder);
  const api = await startApi({ ...{ network, clock, random, instances, stack }, ...counts });
  stack.use(await runWorkloadsBy({ ...request, api: api.admin }));
  const sink = stack.use(
    await startSink({
      ...request,
      listen: async ({ handler }) => network.listen(addresses.sink, handler),
    }),
  );
  const artifactHosts = stack.use(
    await startArtifactHosts({
      ...request,
      listen: async (host, handler) => network.listen(addresses[host], handler),
    }),
  );
  const gitHost = stack.use(
    await startModelGitHost({ ...request, network, origin: addresses.gitHost }),
  );
  let pids = 0;
  const pid = () => ++pids;
  const controllers = instances.map((instance) =>
    stack.use(planController({ instance, request, network, api, random, defects, pid, stack })),
  );
  const sampling = startSampling({ controllers, counts, clock });
  stack.use(sampling);
  await Promise.all(controllers.map((each) => each.begin()));
  signal.throwIfAborted();
  const whole = stack.move();
  const find = (name: string): ModelController => {
    const found = controllers.find((each) => each.name === name);
    if (found) return found;
    throw noController(
      name,
      controllers.map((each) => each.name),
    );
  };
  return {
    cluster: api.cluster,
    gitHost,
    apiServer: { inject: api.inject },
    controllers: {
      end: ({ controller, ...how }) => find(controller).end(how),
      scale: ({ controller, replicas }) => find(controller).scale(replicas),
      freeze: async ({ controller, frozen }) => find(controller).freeze(frozen),
    },
    sink,
    artifactHosts,
    async hook({ path, headers, body }) {
      if (!request.subject.binaries["notification-controller"]) {
        throw new UnsupportedError(
          "sending a webhook",
          "the subject has no notification-controller",
        );
      }
      const url = `${addresses.receiver}${path}`;
      const response = await network.fetch(new Request(url, { method: "POST", headers, body }));
      await response.arrayBuffer();
      return response.status;
    },
    async flush() {
      sampling.sample();
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

function planController({
  instance,
  request,
  network,
  api,
  random,
  defects,
  pid,
  stack,
}: {
  instance: ControllerInstance;
  request: SlotRequest;
  network: Network;
  api: StartedApi;
  random: Random;
  defects: ReadonlySet<Defect>;
  pid(): number;
  stack: AsyncDisposableStack;
}): ModelController {
  const { clock, recorder } = request;
  const settings = request.controllers[instance.controller] ?? {};
  const flags = modelFlags(instance, settings.flags ?? []);
  const storage = createArtifactStorage({
    clock,
    address: flags.storageAddress,
    retentionMs: flags.artifactRetentionMs,
    retentionRecords: flags.artifactRetentionRecords,
  });
  const lines = stack.use(logFile(join(request.dir, "logs", `${instance.name}.log`)));
  const serves =
    instance.controller === "source-controller"
      ? { serves: new URL(flags.storageAddress).host }
      : {};
  return modelController({
    ...instance,
    flags,
    network,
    api: { origin: api.origin, token: api.tokens.get(instance.name) ?? "" },
    clock,
    recorder,
    random,
    memoryLimit: parseBytes(settings.memoryLimit ?? "1Gi") ?? 0,
    defects,
    ...serves,
    log: (line) => lines.write(`${timestamp(clock.epochMs())} ${line}\n`),
    pid,
    start: ({ process, network: own }, stack) =>
      modelledControllers[instance.controller]?.start({ process, storage, network: own, stack }) ??
      [],
    loseVolumes: () => storage.clear(),
  });
}

function startSampling(request: {
  controllers: readonly ModelController[];
  counts: { record(): void };
  clock: Clock;
}) {
  const ending = new AbortController();
  const sample = () => {
    request.counts.record();
    for (const each of request.controllers) each.recordUsage();
  };
  const loop = async () => {
    for (let tick = 1; ; tick += 1) {
      await request.clock.sleep(countEveryMs, ending.signal);
      request.counts.record();
      if (tick % usageEveryTicks === 0) for (const each of request.controllers) each.recordUsage();
    }
  };
  const done = loop().catch(() => {});
  return {
    sample,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await done;
    },
  };
}
