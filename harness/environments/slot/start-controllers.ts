import { type ApiClient, apiClient } from "./api-client.ts";
import { awaitAnswer } from "./await-answer.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { concurrently } from "./concurrently.ts";
import type { RunningControlPlane } from "./control-plane.ts";
import { installAccess, writeControllerKubeconfig } from "./identities.ts";
import { type CrdInstallation, installCrds } from "./install-crds.ts";
import type { Phases } from "./phases.ts";
import { controllerPlaces, type SlotContext } from "./slot-context.ts";
import {
  type ControllerRequest,
  prepareController,
  type StartedController,
  startController,
} from "./start-controller.ts";

export interface ControllersRequest {
  controllers: ControllerRequest[];
  crdFiles: string[];
  controlPlane: RunningControlPlane;
  cluster: ClusterAccess;
  /** Where the controllers reach the API server. */
  server: string;
  context: SlotContext;
  phases: Phases;
  /** Told each controller as it starts. */
  onStart(controller: StartedController): void;
  /** What else is to begin once the API server is ready. */
  onApiReady(): Promise<void>;
}

const apiLimitMs = 60_000;
const crdLimitMs = 60_000;

/**
 * Fills the API server as soon as it answers and starts each controller as soon as what it needs is
 * there; resolves when the workers of all of them run.
 */
export async function startControllers(request: ControllersRequest): Promise<void> {
  const { context, phases, controlPlane, controllers } = request;
  using api = apiClient(request.cluster, context.signal);
  // Copies are made while the API server starts.
  const prepared = controllers.map((each) => prepareController(each));
  const answers = awaitPath(
    request,
    api,
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  );
  // It answers before it is ready: time enough to give it all that needs no role of its own.
  const filled = answers.then(() => fill(request, api));
  const ready = answers.then(() => awaitPath(request, api, "/readyz"));
  const readyPhase = ready.then(() => phases.done("API server ready"));
  // kube-controller-manager exits 10 s after its start where the API server isn't healthy by then (its
  // `WaitForAPIServer`): on a busy machine an API server that answers may take longer to get ready.
  const managed = ready.then(() => controlPlane.startManager());
  await concurrently(
    [
      readyPhase,
      managed,
      ready.then(() => request.onApiReady()),
      ...controllers.map(async (controller, index) => {
        const [crds] = await Promise.all([filled, prepared[index]]);
        await Promise.all([
          ready,
          crds.served(controller.controller.groups),
          writeControllerKubeconfig({
            api,
            cluster: { ...request.cluster, server: request.server },
            controller: controller.name,
            path: controllerPlaces(context, controller.name).kubeconfig,
          }),
        ]);
        phases.done(`${controller.name} started`);
        const started = await startController(controller);
        request.onStart(started);
        await started.ready;
        phases.done(`${controller.name} ready`);
      }),
    ],
    context.fail,
  );
}

async function fill(request: ControllersRequest, api: ApiClient): Promise<CrdInstallation> {
  const { clock, signal } = request.context;
  request.phases.done("API server answers");
  const [crds] = await Promise.all([
    installCrds({ files: request.crdFiles, api, clock, limitMs: crdLimitMs, signal }),
    installAccess(
      api,
      request.controllers.map(({ instance }) => instance),
    ),
  ]);
  request.phases.done("CRDs and roles created");
  return crds;
}

function awaitPath(
  { context, controlPlane }: ControllersRequest,
  api: ApiClient,
  path: string,
): Promise<void> {
  const { clock, signal } = context;
  const log = controlPlane.apiServerLog;
  return awaitAnswer({ api, path, limitMs: apiLimitMs, log, clock, signal });
}
