import { join } from "node:path";
import { UsageError } from "../../core/failure.ts";
import { type ControllerInstance, controllerInstances } from "../../scenario/instances.ts";
import { startArtifactHosts } from "../artifact-hosts/start-artifact-hosts.ts";
import type { Slot, SlotRequest } from "../environment.ts";
import type { StartGitHost } from "../git-hosts/start-git-host.ts";
import { startSink } from "../sinks/start-sink.ts";
import { apiClient } from "./api-client.ts";
import { startApiFront, unfaultedApi } from "./api-front.ts";
import { countAuditLog } from "./audit-log.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { concurrently } from "./concurrently.ts";
import type { StartControlPlane } from "./control-plane.ts";
import { prepareLimits } from "./controller-limits.ts";
import { eventsPortIndex, fluxController, receiverPortIndex } from "./flux-controllers.ts";
import { type Foundation, layFoundation } from "./foundation.ts";
import { startPhases } from "./phases.ts";
import { rejectUnknown } from "./reject-unknown.ts";
import { runWorkloads } from "./run-workloads.ts";
import { type Sampled, startSampling } from "./sampling.ts";
import { postTo, sendHook } from "./send-hook.ts";
import type { ControllerRequest, StartedController } from "./start-controller.ts";
import { startControllers } from "./start-controllers.ts";
import { steerControllers } from "./steer-controllers.ts";
import { wireClientOf } from "./wire-client.ts";

export type { StartGitHost } from "../git-hosts/start-git-host.ts";

export interface SlotOptions {
  startControlPlane: StartControlPlane;
  auditBodies: boolean;
  apiServerPort?: number;
  /** Where temporary folders are made. */
  temporaryRoot: string;
  startGitHost: StartGitHost;
}

/** A slot of processes: others can reach it, and it says when something beneath it broke. */
export interface ProcessSlot extends Slot {
  access: ClusterAccess;
  /** Aborted with a HarnessError once a part of it ended that was needed; what it measures since is void. */
  failed: AbortSignal;
}

/** Starts everything a slot needs; on failure all of it is ended before this rejects. */
export async function startSlot(request: SlotRequest, options: SlotOptions): Promise<ProcessSlot> {
  const failure = new AbortController();
  const fail = (error: unknown) => failure.abort(error);
  const signal = AbortSignal.any([request.signal, failure.signal]);
  try {
    await using stack = new AsyncDisposableStack();
    signal.throwIfAborted();
    const slot = await assemble({ request, options, stack, fail, signal });
    signal.throwIfAborted();
    const whole = stack.move();
    return {
      ...slot,
      failed: failure.signal,
      [Symbol.asyncDispose]: () => whole.disposeAsync(),
    };
  } catch (error) {
    // What fails after an abort only fails because of it.
    throw signal.aborted ? signal.reason : error;
  }
}

interface Assembly {
  request: SlotRequest;
  options: SlotOptions;
  stack: AsyncDisposableStack;
  fail(error: unknown): void;
  signal: AbortSignal;
}

async function assemble(
  assembly: Assembly,
): Promise<Omit<ProcessSlot, "failed" | keyof AsyncDisposable>> {
  const { request, options, stack, fail, signal } = assembly;
  const { recorder, clock, subject } = request;
  const phases = startPhases(clock);
  const names = Object.keys(subject.binaries);
  rejectUnknown(request);
  const instances = names.flatMap((name) =>
    controllerInstances(name, request.controllers[name] ?? {}),
  );
  const foundation = await layFoundation({
    dir: request.dir,
    temporaryRoot: options.temporaryRoot,
    controllers: instances.map(({ name }) => name),
    inMemory: names.filter((name) => request.controllers[name]?.temporaryFiles === "memory"),
    auditBodies: options.auditBodies,
    apiServerPort: options.apiServerPort,
    context: { recorder, clock, signal, fail },
    stack,
  });
  const { context, plan, cluster } = foundation;
  const controllers = instances.map((each) => planController(each, request, foundation));
  phases.done("keys, ports and cgroups made");

  const controlPlane = stack.use(
    await options.startControlPlane({
      plan,
      logs: context.logs,
      recorder,
      clock,
      fail,
    }),
  );
  const front = request.apiFaults
    ? stack.use(
        await startApiFront({
          ...{ ...request, cluster, pki: foundation.pki },
          api: stack.use(apiClient(cluster, signal)),
        }),
      )
    : undefined;
  const sink = stack.use(await startSink(request));
  const artifactHosts = stack.use(await startArtifactHosts(request));
  const { folder, logs } = context;
  const gitHost = options.startGitHost({
    ...{ ...request, dir: join(folder, "git"), logs, fail, signal },
  });
  // Ends after the controllers: whatever asks it till then would log an error that no scenario provokes.
  const hosts = stack.use(new AsyncDisposableStack());
  const running: StartedController[] = [];
  stack.defer(async () => {
    await Promise.all(running.map(({ supervised }) => supervised[Symbol.asyncDispose]()));
  });
  const sampled: Sampled = {
    controllers: running,
    controlPlane: controlPlane.children,
    requests: countAuditLog(plan.auditLog),
  };
  const sampler = stack.use(startSampling({ sampled, recorder, clock, onError: fail }));
  const started = startControllers({
    controllers,
    crdFiles: subject.crdFiles,
    controlPlane,
    cluster,
    server: front?.server ?? cluster.server,
    context,
    phases,
    onStart: (controller) => void running.push(controller),
    async onApiReady() {
      stack.use(await runWorkloads({ ...request, cluster }));
    },
  });
  await concurrently<unknown>([gitHost.then((host) => hosts.use(host)), started], fail);
  phases.record(recorder);
  const receiverPort = foundation.ports.get("notification-controller")?.[receiverPortIndex];
  const receiverOrigin =
    receiverPort === undefined ? undefined : `http://127.0.0.1:${receiverPort}`;
  const post = receiverOrigin === undefined ? undefined : postTo(receiverOrigin);
  return {
    cluster: wireClientOf(cluster.kubeconfigFile),
    access: cluster,
    gitHost: await gitHost,
    apiServer: front ?? unfaultedApi,
    controllers: steerControllers(running, signal),
    sink,
    artifactHosts,
    hook: (hook) => sendHook({ post, hook, clock, signal }),
    ...(receiverOrigin === undefined ? {} : { receiverOrigin }),
    flush: () => sampler.flush(),
  };
}

function planController(
  instance: ControllerInstance,
  request: SlotRequest,
  { context, groups, ports }: Foundation,
): ControllerRequest {
  const { name } = instance;
  const controller = fluxController(instance.controller);
  const binary = request.subject.binaries[instance.controller];
  if (!controller || !binary) {
    throw new UsageError(
      `Subject ${request.subject.info.name} has "${instance.controller}", which is no Flux controller.`,
    );
  }
  const settings = request.controllers[instance.controller] ?? {};
  return {
    name,
    instance,
    controller,
    binary,
    settings,
    limits: prepareLimits({ name, settings, groups, context }),
    ports: ports.get(name) ?? [],
    eventsPort: ports.get("notification-controller")?.[eventsPortIndex] ?? null,
    env: request.subject.env ?? {},
    context,
  };
}
