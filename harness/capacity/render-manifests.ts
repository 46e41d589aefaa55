import { stringify } from "yaml";
import type { CapacityPlan, ControllerPlan } from "../core/capacity.ts";
import type { KubeObject } from "../core/json.ts";
import type {
  ControllerManifest,
  Deployment,
  Service,
} from "../environments/in-cluster/manifest.ts";
import { renderController } from "../environments/in-cluster/render-controller.ts";
import { type ControllerInstance, controllerInstances } from "../scenario/instances.ts";
import { mainPatches } from "./main-patches.ts";
import { cpuText, memoryText } from "./quantities.ts";

export interface RenderedPlan {
  /** Texts by file name: a Component of kustomize and what it brings. */
  files: Record<string, string>;
  /** All controllers of the plan as they will be in the cluster, the main ones patched. */
  objects: KubeObject[];
}

/** Where Flux's notification-controller takes Events, as its own installation has it. */
const eventsAddress = "http://notification-controller.flux-system.svc.cluster.local./";

/**
 * Shards as Flux's documents on sharding have them: a Deployment for each key that takes the objects with that
 * label, a Service and storage address for each source-controller, and main ones that take what has no label.
 */
export function renderManifests(request: {
  plan: CapacityPlan;
  /** Of the release that was measured, by controller. */
  manifests: Record<string, ControllerManifest>;
  images: Record<string, string>;
}): RenderedPlan {
  const files: Record<string, string> = {};
  const objects: KubeObject[] = [];
  const patches: object[] = [];
  for (const controller of request.plan.controllers) {
    const manifest = request.manifests[controller.name];
    const image = request.images[controller.name];
    if (!manifest || image === undefined) continue;
    const settings = settingsOf(controller);
    for (const instance of controllerInstances(controller.name, settings)) {
      const rendered = renderController({ instance, manifest, settings, image, eventsAddress }).map(
        (object) => fit(object, instance, controller),
      );
      objects.push(...rendered);
      if (instance.name === controller.name)
        patches.push(...mainPatches({ instance, controller, manifest }));
      else
        files[`${instance.name}.yaml`] = rendered.map((object) => stringify(object)).join("---\n");
    }
  }
  const component = {
    apiVersion: "kustomize.config.k8s.io/v1alpha1",
    kind: "Component",
    ...(Object.keys(files).length > 0 ? { resources: Object.keys(files) } : {}),
    patches,
  };
  files["kustomization.yaml"] = `${usage}${stringify(component)}`;
  return { files, objects };
}

const usage = `# To be named under "components" in the kustomization.yaml beside gotk-components.yaml:
#   components:
#     - capacity
# An object is served by the shard whose key its label sharding.fluxcd.io/key has, and by the main instance
# where it has none.
`;

function settingsOf({ instances, concurrency, limits, temporaryFiles }: ControllerPlan) {
  return {
    ...(temporaryFiles ? { temporaryFiles } : {}),
    flags: [`--concurrent=${concurrency}`],
    shards: Array.from({ length: instances - 1 }, (_, at) => `shard${at + 1}`),
    memoryLimit: memoryText(limits.memoryBytes),
    cpuLimit: cpuText(limits.cpuCores),
  };
}

/** What the plan asks for, under the account that the release's own RBAC is for. */
function fit(
  object: Deployment | Service,
  instance: ControllerInstance,
  { requests }: ControllerPlan,
): Deployment | Service {
  const isShard = instance.name !== instance.controller;
  const annotations = { ...object.metadata.annotations, "sharding.fluxcd.io/role": "shard" };
  const metadata = isShard ? { ...object.metadata, annotations } : object.metadata;
  if (object.kind !== "Deployment") return { ...object, metadata };
  const { template } = object.spec;
  const [manager, ...others] = template.spec.containers;
  if (!manager) return object;
  const resources = {
    ...manager.resources,
    requests: { cpu: cpuText(requests.cpuCores), memory: memoryText(requests.memoryBytes) },
  };
  const spec = {
    ...template.spec,
    serviceAccountName: instance.controller,
    containers: [{ ...manager, resources }, ...others],
  };
  return { ...object, metadata, spec: { ...object.spec, template: { ...template, spec } } };
}
