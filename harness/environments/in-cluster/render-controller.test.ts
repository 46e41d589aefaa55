import { describe, expect, it } from "vitest";
import { controllerInstances } from "../../scenario/instances.ts";
import type { Deployment } from "./manifest.ts";
import { renderController } from "./render-controller.ts";
import { manifestOf } from "./testing/manifest-of.ts";

const eventsAddress = "http://notification-controller.flux-system.svc.cluster.local./";

function render(
  controller: string,
  more: {
    shards?: string[];
    memoryLimit?: string;
    cpuLimit?: string;
    temporaryFiles?: "disk" | "memory";
    flags?: string[];
    kubeconfigSecret?: string;
  } = {},
) {
  const { kubeconfigSecret, ...settings } = more;
  return controllerInstances(controller, settings).map((instance) => {
    const [deployment, ...services] = renderController({
      ...{ instance, manifest: manifestOf(controller), settings, eventsAddress },
      image: `example.com/${controller}:v1`,
      ...(kubeconfigSecret ? { kubeconfigSecret } : {}),
    });
    const pod = (deployment as Deployment).spec.template.spec;
    return { deployment: deployment as Deployment, services, pod, container: pod.containers[0] };
  });
}

describe("a controller alone", () => {
  it("is as its manifests say, in Flux's namespace with its account, image and Events", () => {
    const [{ deployment, services, pod, container } = expect.fail()] = render("source-controller");
    expect(deployment.metadata).toEqual({
      name: "source-controller",
      namespace: "flux-system",
      labels: { "control-plane": "controller" },
    });
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
    expect(pod).toMatchObject({
      serviceAccountName: "source-controller",
      terminationGracePeriodSeconds: 10,
    });
    expect(container).toMatchObject({
      image: "example.com/source-controller:v1",
      args: [
        "--enable-leader-election",
        "--storage-adv-addr=source-controller.$(RUNTIME_NAMESPACE).svc.cluster.local.",
        `--events-addr=${eventsAddress}`,
      ],
      resources: { limits: { memory: "1Gi" }, requests: { memory: "64Mi" } },
    });
    expect(container?.env).toContainEqual({
      name: "GOMEMLIMIT",
      valueFrom: { resourceFieldRef: { containerName: "manager", resource: "limits.memory" } },
    });
    expect(services.map(({ metadata }) => metadata.namespace)).toEqual(["flux-system"]);
  });

  it("gets the memory limit and the flags that the scenario wants", () => {
    const [{ container } = expect.fail()] = render("source-controller", {
      memoryLimit: "96Mi",
      flags: ["--concurrent=1"],
    });
    expect(container?.resources).toEqual({
      limits: { cpu: "1000m", memory: "96Mi" },
      requests: { cpu: "50m", memory: "64Mi" },
    });
    expect(container?.args?.at(-1)).toBe("--concurrent=1");
  });

  it("has its temporary files where the scenario wants them", () => {
    const [{ pod } = expect.fail()] = render("kustomize-controller", { temporaryFiles: "memory" });
    expect(pod.volumes).toEqual([
      { name: "data", emptyDir: {} },
      { name: "temp", emptyDir: { medium: "Memory" } },
    ]);
    const [{ pod: onDisk } = expect.fail()] = render("kustomize-controller");
    expect(onDisk.volumes).toContainEqual({ name: "temp", emptyDir: {} });
  });

  it("requests no more memory than it may have", () => {
    const [{ container } = expect.fail()] = render("source-controller", { memoryLimit: "32Mi" });
    expect(container?.resources?.requests).toEqual({ cpu: "50m", memory: "32Mi" });
  });

  it("gets the CPU limit that the scenario wants, and requests no more", () => {
    const [{ container } = expect.fail()] = render("source-controller", { cpuLimit: "500m" });
    expect(container?.resources).toEqual({
      limits: { cpu: "500m", memory: "1Gi" },
      requests: { cpu: "50m", memory: "64Mi" },
    });
    const [{ container: tiny } = expect.fail()] = render("source-controller", { cpuLimit: "20m" });
    expect(tiny?.resources?.requests).toEqual({ cpu: "20m", memory: "64Mi" });
  });

  it("listens for Events where it is the one that takes them", () => {
    const [{ container } = expect.fail()] = render("notification-controller");
    expect(container?.args?.filter((arg) => arg.startsWith("--events-addr"))).toEqual([]);
  });

  it("finds the API server by a kubeconfig where it is given one", () => {
    const [{ pod, container } = expect.fail()] = render("source-controller", {
      kubeconfigSecret: "source-access",
    });
    expect(pod.volumes).toContainEqual({
      name: "kubeconfig",
      secret: { secretName: "source-access" },
    });
    expect(container?.env).toContainEqual({
      name: "KUBECONFIG",
      value: "/etc/fluxproof/kubeconfig",
    });
    expect(container?.volumeMounts).toHaveLength(3);
  });
});

describe("a controller with shards", () => {
  it("has for each a Deployment, Service, address and selector of its own", () => {
    const rendered = render("source-controller", { shards: ["shard1"] });
    expect(rendered.map(({ deployment }) => deployment.metadata.name)).toEqual([
      "source-controller",
      "source-controller-shard1",
    ]);
    const [main = expect.fail(), shard = expect.fail()] = rendered;
    expect(main.container?.args).toContain("--watch-label-selector=!sharding.fluxcd.io/key");
    expect(shard.container?.args).toEqual([
      "--enable-leader-election",
      "--storage-adv-addr=source-controller-shard1.$(RUNTIME_NAMESPACE).svc.cluster.local.",
      `--events-addr=${eventsAddress}`,
      "--watch-label-selector=sharding.fluxcd.io/key=shard1",
    ]);
    const labels = { app: "source-controller-shard1" };
    expect(shard.deployment.spec).toMatchObject({
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { serviceAccountName: labels.app } },
    });
    expect(shard.services).toMatchObject([
      { metadata: { name: labels.app }, spec: { selector: labels } },
    ]);
  });
});
