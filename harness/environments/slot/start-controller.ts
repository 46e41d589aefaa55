import { mkdir } from "node:fs/promises";
import type { ControllerSettings } from "../../core/scenario.ts";
import { type Child, startChild } from "../process/child.ts";
import { copyCold } from "../process/cold-copy.ts";
import { type Supervised, supervise } from "../process/supervise.ts";
import type { ControllerMemory } from "./controller-memory.ts";
import { controllerFlags, type FluxController } from "./flux-controllers.ts";
import { fluxNamespace } from "./rbac.ts";
import { controllerPlaces, type SlotContext } from "./slot-context.ts";
import { watchStart } from "./watch-start.ts";

export interface ControllerRequest {
  name: string;
  controller: FluxController;
  /** The program as it was provisioned. */
  binary: string;
  settings: ControllerSettings;
  memory: ControllerMemory;
  ports: number[];
  eventsPort: number | null;
  context: SlotContext;
}

/** Time from SIGTERM to SIGKILL when the slot is ended; what a controller leaves is thrown away. */
const graceMs = 3_000;

/** Makes a controller's folders and, where its memory is counted, its own copy of the program. */
export async function prepareController(request: ControllerRequest): Promise<void> {
  const { context, name } = request;
  const places = controllerPlaces(context, name);
  await mkdir(places.tmp, { recursive: true, mode: 0o700 });
  await mkdir(places.storage, { mode: 0o700 });
  if (request.memory.group) await copyCold(request.binary, places.binary, context.signal);
}

/**
 * Starts a prepared controller whose kubeconfig is written and whose CRDs are served.
 * `ready` resolves when its workers run; see `watchStart` for what else may come of it.
 */
export async function startController(
  request: ControllerRequest,
): Promise<{ supervised: Supervised; ready: Promise<void> }> {
  const { context, name, memory } = request;
  const start = watchStart(request);
  const supervised = await supervise({
    name,
    launch: () => launch(request),
    group: memory.group,
    ...(memory.group ? { memoryLimitBytes: memory.limitBytes } : {}),
    graceMs,
    recorder: context.recorder,
    clock: context.clock,
    onStart: start.onStart,
    onExit: start.onExit,
    onFailure: context.fail,
  });
  return { supervised, ready: start.ready };
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
    },
    cwd: places.tmp,
    logFile: places.log,
    joins: memory.group?.joins ?? [],
  });
}
