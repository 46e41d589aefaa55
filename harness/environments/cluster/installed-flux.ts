import type { AppsV1Api, V1Deployment } from "@kubernetes/client-node";
import type { SubjectInfo } from "../../core/run.ts";
import { fluxController } from "../slot/flux-controllers.ts";

/** One controller as it was installed by others. */
export interface InstalledController {
  /** Of its Deployment: `source-controller`, `source-controller-shard1`. */
  name: string;
  /** `source-controller` */
  controller: string;
  namespace: string;
  image: string;
  /** From the image's tag, `unknown` where it says nothing. */
  version: string;
  /** Where its Pods serve metrics. */
  metricsPort: number;
  /** Labels of its Pods. */
  selector: Record<string, string>;
}

/** Flux as it is found in a cluster. */
export interface InstalledFlux {
  controllers: InstalledController[];
}

/** Flux's manifests put it on the Deployment of every controller (`config/manager/deployment.yaml`). */
const deploymentLabel = "control-plane=controller";

/** Of every controller's Deployment in Flux's manifests. */
const usualMetricsPort = 8080;

/** Looks for Flux's controllers in all namespaces. */
export async function findInstalledFlux(api: AppsV1Api): Promise<InstalledFlux> {
  const { items } = await api.listDeploymentForAllNamespaces({ labelSelector: deploymentLabel });
  const found = items.flatMap(installedController);
  return { controllers: found.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** Empty for a Deployment of something else. */
export function installedController(deployment: V1Deployment): InstalledController[] {
  const { metadata, spec } = deployment;
  const selector = spec?.selector.matchLabels ?? {};
  const [container] = spec?.template.spec?.containers ?? [];
  const image = container?.image ?? "";
  const metrics = container?.ports?.find((port) => port.name === "http-prom");
  const name = metadata?.name ?? "";
  const controller = controllerOf(name, image);
  if (!controller) return [];
  const namespace = metadata?.namespace ?? "";
  const version = /:v(\d[^@:/]*)(@|$)/.exec(image)?.[1] ?? "unknown";
  const metricsPort = metrics?.containerPort ?? usualMetricsPort;
  return [{ name, controller, namespace, image, version, metricsPort, selector }];
}

/** A shard's Deployment has a name of its own and the image of its controller. */
function controllerOf(name: string, image: string): string | undefined {
  const repository = image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  const named = repository.split("/").at(-1) ?? "";
  return [named, name].find((each) => fluxController(each) !== undefined);
}

/** How a report names it: as installed, never as a release it may or may not be. */
export function installedSubject(context: string, { controllers }: InstalledFlux): SubjectInfo {
  const main = controllers.filter(({ name, controller }) => name === controller);
  return {
    name: `installed:${context}`,
    kind: "installed",
    controllers: main.map(({ controller, version }) => ({ name: controller, version })),
    crds: ["as installed"],
    notes: [
      "Flux as it was found in the cluster; fluxproof neither installed nor changed it",
      ...controllers.map(({ namespace, name, image }) => `${namespace}/${name} runs ${image}`),
    ],
  };
}
