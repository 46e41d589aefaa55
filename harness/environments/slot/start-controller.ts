import { mkdir, rm } from "node:fs/promises";
import type { ControllerSettings } from "../../core/scenario.ts";
import type { ControllerInstance } from "../../scenario/instances.ts";
import { type Child, startChild } from "../process/child.ts";
import { copyCold } from "../process/cold-copy.ts";
import { type Supervised, supervise } from "../process/supervise.ts";
import type { ControllerMemory } from "./controller-memory.ts";
import { artifactAddress, controllerFlags, type FluxController } from "./flux-controllers.ts";
import { fluxNamespace } from "./rbac.ts";
import { controllerPlaces, type SlotContext } from "./slot-context.ts";
import { watchStart } from "./watch-start.ts";

export interface ControllerRequest {
  /** Of its instance. */
  name: string;
  instance: ControllerInstance;
  controller: FluxController;
  /** The program as it was provisioned. */
  binary: string;
  settings: ControllerSettings;
  memory: ControllerMemory;
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
  if (request.memory.group) await copyCold(request.binary, binary, context.signal);
}

/** What of a controller's files goes with its Pod: all but its program and its access. */
export async function loseEmptyDirs(request: ControllerRequest): Promise<void> {
  const { tmp, storage } = controllerPlaces(request.context, request.name);
  for (const folder of [tmp, storage]) await rm(folder, { recursive: true, force: true });
  await makeEmptyDirs(request);
}

async function makeEmptyDirs({ context, name }: ControllerRequest): Promise<void> {
  const { tmp, storage } = controllerPlaces(context, name);
  for (const folder of [tmp, storage]) await mkdir(folder, { mode: 0o700 });
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
  const { context, name, memory, controller, ports } = request;
  const start = watchStart(request);
  const supervised = await supervise({
    name,
    launch: () => launch(request),
    group: memory.group,
    ...(memory.group ? { memoryLimitBytes: memory.limitBytes } : {}),
    ...(controller.servesArtifacts ? { serves: artifactAddress(ports) } : {}),
    graceMs,
    recorder: context.recorder,
    clock: context.clock,
    onStart: start.onStart,
    onExit: start.onExit,
    onFailure: context.fail,
  });
  return { request, supervised, ready: start.ready };
}

function launch(request: ControllerRequest): Promise<Child> {
  const { context, name, memory, settings } = request;
  const places = controllerPlaces(context, name);
  return startChild({
    name,
    command: memory.group ? places.binary : request.binary,
    args: controllerFlags(request.controller, {
      ports: request.ports,
      storage: places.storage,
      eventsPort: request.eventsPort,
      selector: request.instance.selector,
      extra: settings.flags ?? [],
    }),
    env: {
      PATH: process.env.PATH ?? "",
      HOME: places.tmp,
      TMPDIR: places.tmp,
      KUBECONFIG: places.kubeconfig,
      RUNTIME_NAMESPACE: fluxNamespace,
      GOMEMLIMIT: String(memory.limitBytes),
      // Where source-controller keeps what it needs to verify signatures, as in its Deployment.
      TUF_ROOT: `${places.tmp}/.sigstore`,
      ...request.env,
    },
    cwd: places.tmp,
    logFile: places.log,
    joins: memory.group?.joins ?? [],
  });
}
