import { HarnessError } from "../../core/failure.ts";
import type { KubeObject } from "../../core/json.ts";
import { type ControllerInstance, controllerInstances } from "../../scenario/instances.ts";
import type { SlotRequest } from "../environment.ts";
import { fluxController } from "../slot/flux-controllers.ts";
import { fluxNamespace } from "../slot/rbac.ts";
import { followedProcess } from "./followed-process.ts";
import { kubeconfigSecret, receiverService } from "./install-flux.ts";
import { type Deployment, readManifest } from "./manifest.ts";
import type { FollowedProcess } from "./process-lives.ts";
import { renderController } from "./render-controller.ts";
import type { PodApiFront } from "./start-pod-api-front.ts";

/** All of a subject as it is to be in a cluster. */
export interface FluxPlan {
  instances: readonly ControllerInstance[];
  /** API groups of its controllers. */
  groups: string[];
  objects: KubeObject[];
  processes: FollowedProcess[];
  /** Whether the scenario names the memory limit of a process. */
  memoryNamed(process: string): boolean;
  /** From SIGTERM to SIGKILL. */
  graceMs(process: string): number;
}

const accessSecret = "fluxproof-access";

export async function planFlux(
  request: Pick<SlotRequest, "subject" | "controllers"> & {
    manifestFiles: Record<string, readonly string[]>;
    images: Record<string, string>;
    front: Pick<PodApiFront, "server" | "caCertificate"> | undefined;
    /** Webhooks come in through a port of the nodes. */
    receiverOutside: boolean;
  },
): Promise<FluxPlan> {
  const { subject, controllers, front } = request;
  const names = Object.keys(subject.binaries);
  const notifier = names.includes("notification-controller");
  const instances = names.flatMap((name) => controllerInstances(name, controllers[name] ?? {}));
  const rendered = await Promise.all(
    instances.map(async (instance) => {
      const { controller } = instance;
      const [deployment, ...services] = renderController({
        ...{ instance, settings: controllers[controller] ?? {} },
        manifest: await readManifest(given(request.manifestFiles, controller, "manifests")),
        image: given(request.images, controller, "image"),
        eventsAddress: notifier ? eventsAddress : "",
        ...(front ? { kubeconfigSecret: accessSecret } : {}),
      });
      return { instance, deployment: deployment as Deployment, services };
    }),
  );
  const found = (process: string) => rendered.find(({ instance }) => instance.name === process);
  return {
    instances,
    groups: [...new Set(names.flatMap((name) => fluxController(name)?.groups ?? []))],
    objects: [
      ...(front ? [kubeconfigSecret({ ...front, name: accessSecret })] : []),
      ...(notifier && request.receiverOutside ? [receiverService] : []),
      ...rendered.flatMap(({ deployment, services }) => [...services, deployment]),
    ],
    processes: rendered.map(({ instance, deployment }) => followedProcess(instance, deployment)),
    memoryNamed(process) {
      const { controller = "" } = found(process)?.instance ?? {};
      return controllers[controller]?.memoryLimit !== undefined;
    },
    graceMs(process) {
      const spec = found(process)?.deployment.spec.template.spec;
      return Number(spec?.terminationGracePeriodSeconds ?? defaultGraceSeconds) * 1000;
    },
  };
}

/** As Flux's own installation has it. */
const eventsAddress = `http://notification-controller.${fluxNamespace}.svc.cluster.local./`;
/** Kubernetes', where a Deployment says none. */
const defaultGraceSeconds = 30;

function given<T>(of: Record<string, T>, controller: string, what: string): T {
  const found = of[controller];
  if (found === undefined) throw new HarnessError(`there is no ${what} of ${controller}`);
  return found;
}
