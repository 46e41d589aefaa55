import { mkdir, rm } from "node:fs/promises";
import type { ControllerSettings } from "../../core/scenario.ts";
import type { ControllerInstance } from "../../scenario/instances.ts";
import { type Child, startChild } from "../process/child.ts";
import { copyCold } from "../process/cold-copy.ts";
import { type Supervised, supervise } from "../process/supervise.ts";
import type { ControllerLimits } from "./controller-limits.ts";
import { artifactAddress, controllerFlags, type FluxController } from "./flux-controllers.ts";
import { fluxNamespace } from "./rbac.ts";
import { controllerPlaces, type SlotContext, temporaryPlace } from "./slot-context.ts";
import { watchStart } from "./watch-start.ts";

export interface ControllerRequest {
  /** Of its instance. */
  name: string;
  instance: ControllerInstance;
  controller: FluxController;
  /** The program as it was provisioned. */
  binary: string;
  settings: ControllerSettings;
  limits: ControllerLimits;
  ports: number[];
  eventsPort: number | null;
  /** Variables over its own. */
  env: Record<string, string>;
  context: SlotContext;
}

/** Time from SIGTERM to SIGKILL when the slot is ended; what a controller leaves is thrown away. */
const graceMs = 3_000;

/** Makes a controller's folders and, where its memory is counted, its own copy of the program. */
export async function prepareController(request: ControllerRequest): Promise<void> {
  const { context, name } = request;
  const { home, binary } = controllerPlaces(context, name);
  await mkdir(home, { recursive: true, mode: 0o700 });
  await makeEmptyDirs(request);
  if (request.limits.group) await copyCold(request.binary, binary, context.signal);
}

/** What of a controller's files goes with its Pod: all but its program and its access. */
export async function loseEmptyDirs(request: ControllerRequest): Promise<void> {
  for (const folder of emptyDirs(request)) await rm(folder, { recursive: true, force: true });
  await makeEmptyDirs(request);
}

async function makeEmptyDirs(request: ControllerRequest): Promise<void> {
  for (const folder of emptyDirs(request)) await mkdir(folder, { mode: 0o700 });
}

function emptyDirs(request: ControllerRequest): string[] {
  const { context, name } = request;
  return [temporaryPlace(context, request), controllerPlaces(context, name).storage];
}

/** A controller that was started. */
export interface StartedController {
  request: ControllerRequest;
  supervised: Supervised;
  /** See `StartWatch`. */
  ready: Promise<void>;
}

/**
 * Starts a prepared controller whose kubeconfig is written and whose CRDs are served.
 * `ready` resolves when its workers run; see `watchStart` for what else may come of it.
 */
export async function startController(request: ControllerRequest): Promise<StartedController> {
  const { context, name, limits, controller, ports } = request;
  const start = watchStart(request);
  const supervised = await supervise({
    name,
    launch: () => launch(request),
    group: limits.group,
    ...(limits.group ? { memoryLimitBytes: limits.memoryBytes } : {}),
    ...(limits.cpuMilli === undefined ? {} : { cpuLimitMilli: limits.cpuMilli }),
    ...(controller.servesArtifacts ? { serves: artifactAddress(ports) } : {}),
    graceMs,
    recorder: context.recorder,
    clock: context.clock,
    onStart: start.onStart,
    isVoid: start.isVoid,
    onExit: start.onExit,
    onFailure: context.fail,
  });
  return { request, supervised, ready: start.ready };
}

function launch(request: ControllerRequest): Promise<Child> {
  const { context, name, limits, settings } = request;
  const places = controllerPlaces(context, name);
  const tmp = temporaryPlace(context, request);
  return startChild({
    name,
    command: limits.group ? places.binary : request.binary,
    args: controllerFlags(request.controller, {
      ports: request.ports,
      storage: places.storage,
      eventsPort: request.eventsPort,
      selector: request.instance.selector,
      extra: settings.flags ?? [],
    }),
    env: {
      PATH: process.env.PATH ?? "",
      HOME: tmp,
      TMPDIR: tmp,
      KUBECONFIG: places.kubeconfig,
      RUNTIME_NAMESPACE: fluxNamespace,
      GOMEMLIMIT: String(limits.memoryBytes),
      // As Flux's installation has it, by the kubelet's reckoning: whole CPUs, rounded up.
      ...(limits.cpuMilli === undefined
        ? {}
        : { GOMAXPROCS: String(Math.ceil(limits.cpuMilli / 1000)) }),
      // Where source-controller keeps what it needs to verify signatures, as in its Deployment.
      TUF_ROOT: `${tmp}/.sigstore`,
      ...request.env,
    },
    cwd: tmp,
    logFile: places.log,
    joins: limits.group?.joins ?? [],
  });
}
