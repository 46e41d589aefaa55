import { expect, test } from "vitest";
import {
  configMap,
  type KustomizeCluster,
  onKustomizeCluster,
} from "./testing/kustomize-cluster.ts";

const group = "kustomize.toolkit.fluxcd.io";
const configMaps = { apiVersion: "v1", resource: "configmaps", namespace: "default" };

const marked = (name: string, annotations: Record<string, string>, data = {}) =>
  JSON.stringify({
    ...{ apiVersion: "v1", kind: "ConfigMap" },
    metadata: { name, namespace: "default", annotations },
    data,
  });

async function dataOf({ admin }: KustomizeCluster, name: string): Promise<unknown> {
  const { items } = await admin.list(configMaps);
  return items.find(({ metadata }) => metadata.name === name)?.data;
}

test("what others change comes back at the next interval, and costs no write where nothing did", async () => {
  await onKustomizeCluster(async (cluster) => {
    const { publish, kustomize, rest, admin, clock, requests } = cluster;
    await publish("main@sha1:1", { "a.yaml": configMap("a", { key: "value" }) });
    await rest();
    await kustomize({ interval: "1m" });
    await rest();
    requests.length = 0;
    await clock.sleep(60_000);
    await rest();
    expect(requests.filter((each) => each === "patch configmaps")).toHaveLength(1);
    await admin.patch(
      { ...configMaps, name: "a" },
      { type: "merge", patch: { data: { key: "drift" } } },
    );
    await clock.sleep(60_000);
    await rest();
    expect(await dataOf(cluster, "a")).toEqual({ key: "value" });
  });
});

test("annotations keep objects from being applied, changed and pruned", async () => {
  await onKustomizeCluster(async (cluster) => {
    const { publish, kustomize, rest, read, clock } = cluster;
    await publish("main@sha1:1", {
      "kept.yaml": marked("kept", { [`${group}/prune`]: "disabled" }),
      "once.yaml": marked("once", { [`${group}/ssa`]: "IfNotPresent" }, { key: "1" }),
      "never.yaml": marked("never", { [`${group}/reconcile`]: "disabled" }),
    });
    await kustomize();
    await rest();
    await publish("main@sha1:2", {
      "once.yaml": marked("once", { [`${group}/ssa`]: "IfNotPresent" }, { key: "2" }),
    });
    await clock.sleep(1_000);
    await rest();
    expect(await dataOf(cluster, "never")).toBeUndefined();
    expect(await dataOf(cluster, "once")).toEqual({ key: "1" });
    const { items } = await cluster.admin.list(configMaps);
    expect(items.map(({ metadata }) => metadata.name)).toContain("kept");
    // What is skipped is in no inventory.
    expect((await read()).status).toMatchObject({ inventory: { entries: [] } });
  });
});

test("what is applied once, and has a namespace in Git and none in the cluster, comes and goes", async () => {
  await onKustomizeCluster(async ({ publish, kustomize, rest, clock, admin }) => {
    const role = {
      ...{ apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleBinding" },
      metadata: {
        ...{ name: "a", namespace: "default" },
        annotations: { [`${group}/ssa`]: "IfNotPresent" },
      },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
    };
    await publish("main@sha1:1", { "a.yaml": JSON.stringify(role) });
    await rest();
    await kustomize({ interval: "1m" });
    const isThere: boolean[] = [];
    for (let look = 0; look < 4; look += 1) {
      await rest();
      const { items } = await admin.list({
        ...{ apiVersion: "rbac.authorization.k8s.io/v1", resource: "clusterrolebindings" },
      });
      isThere.push(items.some(({ metadata }) => metadata.name === "a"));
      await clock.sleep(60_000);
    }
    // fluxcd/kustomize-controller#1647
    expect(isThere).toEqual([true, false, true, false]);
  });
});

test("what can't be changed is recreated only by force", async () => {
  await onKustomizeCluster(async (cluster) => {
    const { publish, kustomize, rest, ready, admin } = cluster;
    const immutable = (value: string) => ({
      "a.yaml": JSON.stringify({ ...JSON.parse(configMap("a", { value })), immutable: true }),
    });
    await publish("main@sha1:1", immutable("1"));
    await kustomize();
    await rest();
    await publish("main@sha1:2", immutable("2"));
    await rest();
    expect(await ready()).toContain("ConfigMap/default/a dry-run failed (Invalid)");
    await admin.patch(
      { apiVersion: `${group}/v1`, resource: "kustomizations", namespace: "default", name: "app" },
      { type: "merge", patch: { spec: { force: true } } },
    );
    await rest();
    expect(await ready()).toContain("True");
    expect(await dataOf(cluster, "a")).toEqual({ value: "2" });
  });
});

test("definitions come before what they define", async () => {
  await onKustomizeCluster(async ({ publish, kustomize, rest, ready, read, clock }) => {
    const crd = {
      ...{ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" },
      metadata: { name: "things.x.io" },
      spec: {
        ...{ group: "x.io", scope: "Namespaced", names: { plural: "things", kind: "Thing" } },
        versions: [
          {
            ...{ name: "v1", served: true, storage: true },
            schema: { openAPIV3Schema: { type: "object" } },
          },
        ],
      },
    };
    const thing = {
      ...{ apiVersion: "x.io/v1", kind: "Thing" },
      metadata: { name: "a", namespace: "new" },
    };
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "new" } };
    await publish("main@sha1:1", {
      "a.yaml": JSON.stringify(thing),
      "crd.yaml": JSON.stringify(crd),
      "namespace.yaml": JSON.stringify(namespace),
    });
    await kustomize();
    await clock.sleep(10_000);
    await rest();
    expect(await ready()).toContain("True");
    expect((await read()).status).toMatchObject({
      inventory: {
        entries: [
          { id: "_things.x.io_apiextensions.k8s.io_CustomResourceDefinition", v: "v1" },
          { id: "_new__Namespace", v: "v1" },
          { id: "new_a_x.io_Thing", v: "v1" },
        ],
      },
    });
  });
});

test("an account that may not apply is refused by name", async () => {
  await onKustomizeCluster(
    async ({ publish, kustomize, rest, ready }) => {
      await publish("main@sha1:1", { "a.yaml": configMap("a") });
      await kustomize({ serviceAccountName: "tenant" });
      await rest();
      expect(await ready()).toBe(
        'False ReconciliationFailed: ConfigMap/default/a dry-run failed (Forbidden): configmaps "a" is forbidden: User "system:serviceaccount:default:tenant" cannot patch resource "configmaps" in API group "" in the namespace "default"\n',
      );
    },
    { authorization: "RBAC" },
  );
});

test("a Kustomization that is deleted takes along what it applied", async () => {
  await onKustomizeCluster(async (cluster) => {
    const { publish, kustomize, rest, admin, events } = cluster;
    await publish("main@sha1:1", { "a.yaml": configMap("a") });
    await kustomize();
    await rest();
    const collection = { apiVersion: `${group}/v1`, resource: "kustomizations" };
    await admin.delete({ ...collection, namespace: "default", name: "app" });
    await rest();
    expect(await dataOf(cluster, "a")).toBeUndefined();
    expect((await admin.list(collection)).items).toEqual([]);
    expect(await events()).toContain("Normal ReconciliationSucceeded: ConfigMap/default/a deleted");
  });
});

test("a suspended Kustomization leaves all as it is, also when it is deleted", async () => {
  await onKustomizeCluster(async (cluster) => {
    const { publish, kustomize, rest, admin, ready } = cluster;
    await publish("main@sha1:1", { "a.yaml": configMap("a", { key: "1" }) });
    await kustomize();
    await rest();
    const path = { apiVersion: `${group}/v1`, resource: "kustomizations", namespace: "default" };
    const patch = { spec: { suspend: true } };
    await admin.patch({ ...path, name: "app" }, { type: "merge", patch });
    await publish("main@sha1:2", { "a.yaml": configMap("a", { key: "2" }) });
    await rest();
    expect(await ready()).toContain("main@sha1:1");
    await admin.delete({ ...path, name: "app" });
    await rest();
    expect((await admin.list(path)).items).toEqual([]);
    expect(await dataOf(cluster, "a")).toEqual({ key: "1" });
  });
});
