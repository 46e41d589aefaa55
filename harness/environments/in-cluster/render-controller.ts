import { UsageError } from "../../core/failure.ts";
import type { ControllerSettings } from "../../core/scenario.ts";
import { parseBytes } from "../../scenario/bytes.ts";
import { parseCpu } from "../../scenario/cpu.ts";
import type { ControllerInstance } from "../../scenario/instances.ts";
import { fluxNamespace } from "../slot/rbac.ts";
import type { Container, ControllerManifest, Deployment, PodSpec, Service } from "./manifest.ts";
import { withTemporaryFilesInMemory } from "./temporary-volume.ts";

/** How one instance of a controller is to run. */
export interface RenderRequest {
  instance: ControllerInstance;
  /** Its controller's own. */
  manifest: ControllerManifest;
  settings: ControllerSettings;
  image: string;
  /** Where it sends Events to; empty where nobody takes them. */
  eventsAddress: string;
  /** A Secret with the kubeconfig it uses in place of its Pod's access. */
  kubeconfigSecret?: string;
}

/**
 * The Deployment and the Services of one instance: those of the release, with what Flux's own installation
 * puts over them (namespace, account, GOMEMLIMIT and GOMAXPROCS; flux2 `manifests/bases`) and what the
 * scenario wants. A shard gets its own, as Flux's documents on sharding have it.
 */
export function renderController(request: RenderRequest): (Deployment | Service)[] {
  const { manifest } = request;
  const { deployment, services } = manifest;
  const { selector, template } = deployment.spec;
  return [
    {
      ...deployment,
      metadata: placed(deployment, request),
      spec: {
        ...deployment.spec,
        selector: { ...selector, matchLabels: selectorOf(request) },
        template: {
          ...template,
          metadata: { ...template.metadata, labels: selectorOf(request) },
          spec: podSpec(template.spec, request),
        },
      },
    },
    ...services.map((service) => ({
      ...service,
      metadata: placed(service, request),
      spec: { ...service.spec, selector: selectorOf(request) },
    })),
  ];
}

/** By these its Pods are found. */
function selectorOf({ instance }: Pick<RenderRequest, "instance">): Record<string, string> {
  return { app: instance.name };
}

function placed({ metadata }: Deployment | Service, { instance }: RenderRequest) {
  const { controller, name } = instance;
  // `webhook-receiver` is notification-controller's, too.
  const own = metadata.name === controller ? name : metadata.name + name.slice(controller.length);
  return { ...metadata, name: own, namespace: fluxNamespace };
}

function podSpec(spec: PodSpec, request: RenderRequest): PodSpec {
  const [manager, ...others] = spec.containers;
  if (!manager) throw new UsageError(`the Deployment of ${request.instance.name} has no container`);
  return {
    ...spec,
    serviceAccountName: request.instance.name,
    containers: [withKubeconfig(container(manager, request), request), ...others],
    ...volumesOf(spec, request),
  };
}

function volumesOf(spec: PodSpec, { settings, kubeconfigSecret }: RenderRequest) {
  const { temporaryFiles } = settings;
  const own = temporaryFiles === "memory" ? withTemporaryFilesInMemory(spec) : spec.volumes;
  const kubeconfig = kubeconfigSecret ? [kubeconfigVolume(kubeconfigSecret)] : [];
  return own || kubeconfigSecret ? { volumes: [...(own ?? []), ...kubeconfig] } : {};
}

function container(manager: Container, request: RenderRequest): Container {
  const { instance, settings, image, eventsAddress } = request;
  const { controller, name, selector } = instance;
  const { args = [], env = [] } = manager;
  return {
    ...manager,
    image,
    args: [
      ...args.map((arg) => arg.replace(`=${controller}.`, `=${name}.`)),
      // notification-controller has a flag of that name for where it listens.
      ...(controller === "notification-controller" ? [] : [`--events-addr=${eventsAddress}`]),
      ...(selector ? [`--watch-label-selector=${selector}`] : []),
      ...(settings.flags ?? []),
    ],
    env: [
      ...env,
      fromLimit("GOMAXPROCS", "limits.cpu", manager.name),
      fromLimit("GOMEMLIMIT", "limits.memory", manager.name),
    ],
    resources: resources(manager, settings),
  };
}

function fromLimit(name: string, resource: string, containerName: string) {
  return { name, valueFrom: { resourceFieldRef: { containerName, resource } } };
}

/** A request above the limit would be refused. */
function resources({ resources = {} }: Container, { memoryLimit, cpuLimit }: ControllerSettings) {
  const limited = memoryLimit === undefined ? resources : withMemory(resources, memoryLimit);
  return cpuLimit === undefined ? limited : withCpu(limited, cpuLimit);
}

type Resources = NonNullable<Container["resources"]>;

function withMemory({ limits = {}, requests = {}, ...rest }: Resources, memoryLimit: string) {
  const limitBytes = parseBytes(memoryLimit);
  if (limitBytes === undefined) {
    throw new UsageError(`memoryLimit ${memoryLimit}: expected a quantity such as 64Mi or 1Gi`);
  }
  const fits = (parseBytes(requests.memory ?? "0") ?? 0) <= limitBytes;
  return {
    ...rest,
    limits: { ...limits, memory: memoryLimit },
    requests: fits ? requests : { ...requests, memory: memoryLimit },
  };
}

function withCpu({ limits = {}, requests = {}, ...rest }: Resources, cpuLimit: string) {
  const milli = parseCpu(cpuLimit);
  if (milli === undefined) {
    throw new UsageError(
      `cpuLimit ${cpuLimit}: expected a quantity such as 500m or 1, at least 10m`,
    );
  }
  const fits = requests.cpu === undefined || (parseCpu(requests.cpu) ?? 0) <= milli;
  return {
    ...rest,
    limits: { ...limits, cpu: cpuLimit },
    requests: fits ? requests : { ...requests, cpu: cpuLimit },
  };
}

const kubeconfigFolder = "/etc/fluxproof";
/** Of the Secret. */
export const kubeconfigKey = "kubeconfig";

function kubeconfigVolume(secretName: string) {
  return { name: "kubeconfig", secret: { secretName } };
}

function withKubeconfig(manager: Container, { kubeconfigSecret }: RenderRequest): Container {
  if (!kubeconfigSecret) return manager;
  return {
    ...manager,
    env: [
      ...(manager.env ?? []),
      { name: "KUBECONFIG", value: `${kubeconfigFolder}/${kubeconfigKey}` },
    ],
    volumeMounts: [
      ...(manager.volumeMounts ?? []),
      { name: "kubeconfig", mountPath: kubeconfigFolder, readOnly: true },
    ],
  };
}
