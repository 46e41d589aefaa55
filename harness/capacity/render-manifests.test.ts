import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import type { CapacityPlan, ControllerPlan } from "../core/capacity.ts";
import { manifestOf } from "../environments/in-cluster/testing/manifest-of.ts";
import { connectedCluster } from "../environments/in-cluster/testing/served-cluster.ts";
import { namespaceObject } from "../environments/slot/rbac.ts";
import { dryRun } from "./dry-run.ts";
import { renderManifests } from "./render-manifests.ts";
import { planOf } from "./testing/plan.ts";

function render(controllers: Partial<ControllerPlan>[]) {
  const plan: CapacityPlan = planOf(controllers);
  const names = plan.controllers.map(({ name }) => name);
  const { files, objects } = renderManifests({
    plan,
    manifests: Object.fromEntries(names.map((name) => [name, manifestOf(name)])),
    images: Object.fromEntries(names.map((name) => [name, `example.com/${name}:v1`])),
  });
  return { files, objects, component: parse(files["kustomization.yaml"] ?? "") };
}

const sharded = render([
  { name: "source-controller", instances: 2, concurrency: 2 },
  { name: "kustomize-controller", instances: 3, concurrency: 8 },
]);

describe("the manifests of a plan", () => {
  it("have builds in memory where they were measured so", () => {
    const { component, files } = render([
      { name: "kustomize-controller", instances: 2, temporaryFiles: "memory" },
    ]);
    const inMemory = { medium: "Memory" };
    expect(parse(component.patches[0].patch)).toContainEqual({
      ...{ op: "replace", path: "/spec/template/spec/volumes/1/emptyDir", value: inMemory },
    });
    const [shard] = parseAllDocuments(files["kustomize-controller-shard1.yaml"] ?? "");
    expect(shard?.toJS().spec.template.spec.volumes).toContainEqual({
      name: "temp",
      emptyDir: inMemory,
    });
    expect(JSON.stringify(sharded.component)).not.toContain("emptyDir");
  });

  it("are a component that brings the shards", () => {
    expect(sharded.component).toMatchObject({
      kind: "Component",
      resources: [
        "source-controller-shard1.yaml",
        "kustomize-controller-shard1.yaml",
        "kustomize-controller-shard2.yaml",
      ],
    });
  });

  it("let each shard take what has its key, with workers, limits, Service and address of its own", () => {
    const [deployment, service] = parseAllDocuments(
      sharded.files["source-controller-shard1.yaml"] ?? "",
    ).map((document) => document.toJS());
    const [container] = deployment.spec.template.spec.containers;
    expect(container.args).toEqual(
      expect.arrayContaining([
        "--watch-label-selector=sharding.fluxcd.io/key=shard1",
        "--storage-adv-addr=source-controller-shard1.$(RUNTIME_NAMESPACE).svc.cluster.local.",
        "--concurrent=2",
      ]),
    );
    expect(container.resources).toEqual({
      requests: { cpu: "250m", memory: "128Mi" },
      limits: { cpu: "1000m", memory: "256Mi" },
    });
    expect(container.image).toBe("example.com/source-controller:v1");
    expect(deployment.spec.template.spec.serviceAccountName).toBe("source-controller");
    expect(service).toMatchObject({
      kind: "Service",
      metadata: { name: "source-controller-shard1", namespace: "flux-system" },
      spec: { selector: deployment.spec.selector.matchLabels },
    });
  });

  it("leave to the main instance what has no key", () => {
    const [, patch] = sharded.component.patches;
    expect(patch.target).toEqual({ kind: "Deployment", name: "kustomize-controller" });
    const operations = parse(patch.patch);
    expect(operations.map(({ value }: { value: unknown }) => value)).toEqual([
      "--watch-label-selector=!sharding.fluxcd.io/key",
      "--concurrent=8",
      { limits: { cpu: "1000m", memory: "256Mi" }, requests: { cpu: "250m", memory: "128Mi" } },
    ]);
  });

  it("have no selector where there is one instance", () => {
    const { files, component } = render([{ name: "kustomize-controller", instances: 1 }]);
    expect(Object.keys(files)).toEqual(["kustomization.yaml"]);
    expect(component.resources).toBeUndefined();
    expect(JSON.stringify(component)).not.toMatch(/watch-label-selector/);
  });

  it("are accepted by an API server, and refused where they are none", async () => {
    await using served = await connectedCluster();
    const { connection } = served;
    await connection.apply(namespaceObject);
    expect(await dryRun({ objects: sharded.objects, api: connection })).toEqual({
      accepted: true,
      because: "all 10 objects were accepted",
    });
    const [first = expect.fail()] = sharded.objects;
    const broken = { ...first, spec: { ...(first.spec as object), replicas: "many" } };
    expect(await dryRun({ objects: [broken], api: connection })).toMatchObject({
      accepted: false,
      because: expect.stringMatching(/^1 of 1 objects were refused, first Deployment/),
    });
  });
});
