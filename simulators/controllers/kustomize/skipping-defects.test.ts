import { expect } from "vitest";
import { configMap, type KustomizeCluster } from "./testing/kustomize-cluster.ts";
import { configMaps, names, shows } from "./testing/shows-defect.ts";

const applied = { "a.yaml": configMap("a"), "b.yaml": configMap("b") };
const collection = {
  ...{ apiVersion: "kustomize.toolkit.fluxcd.io/v1", resource: "kustomizations" },
  namespace: "default",
};

/** Writes to a Kustomization as a user would. */
function patch({ admin }: KustomizeCluster, patch: object, name = "app"): Promise<unknown> {
  return admin.patch({ ...collection, name }, { type: "merge", patch });
}

shows(
  "dependencies-ignored",
  async ({ publish, kustomize, rest, ready }) => {
    await publish("main@sha1:1", applied);
    await kustomize({ dependsOn: [{ name: "missing" }] });
    await rest();
    return (await ready()).split(" ")[0];
  },
  { sound: "False", defective: "True" },
);

shows(
  "dependency-of-own-shard-only",
  async (cluster) => {
    const { publish, kustomize, rest, ready } = cluster;
    await publish("main@sha1:1", applied);
    await rest();
    await kustomize({}, "first");
    await rest();
    await patch(cluster, { metadata: { labels: { "sharding.fluxcd.io/key": "other" } } }, "first");
    await rest();
    await kustomize({ dependsOn: [{ name: "first" }] });
    await rest();
    return ready();
  },
  {
    sound: "True ReconciliationSucceeded: Applied revision: main@sha1:1",
    defective:
      "False DependencyNotReady: dependency 'default/first' not found: Kustomization.kustomize.toolkit.fluxcd.io \"first\" not found",
  },
  { watchLabelSelector: "!sharding.fluxcd.io/key" },
);

shows(
  "suspend-ignored",
  async (cluster) => {
    const { publish, kustomize, rest } = cluster;
    await publish("main@sha1:1", applied);
    await kustomize({ suspend: true });
    await rest();
    return names(cluster);
  },
  { sound: [], defective: ["a", "b"] },
);

shows(
  "suspend-ignored-on-delete",
  async (cluster) => {
    const { publish, kustomize, rest, admin } = cluster;
    await publish("main@sha1:1", applied);
    await kustomize();
    await rest();
    await patch(cluster, { spec: { suspend: true } });
    await rest();
    await admin.delete({ ...collection, name: "app" });
    await rest();
    return names(cluster);
  },
  { sound: ["a", "b"], defective: [] },
);

shows(
  "wakes-only-five",
  async ({ publish, kustomize, rest, ready }) => {
    const all = Array.from({ length: 7 }, (_, index) => `app-${index}`);
    await publish("main@sha1:1", applied);
    await rest();
    for (const name of all) await kustomize({}, name);
    await rest();
    await publish("main@sha1:2", applied);
    await rest();
    const said = await Promise.all(all.map(ready));
    return said.filter((each) => each.includes("main@sha1:2")).length;
  },
  { sound: 7, defective: 5 },
);

shows(
  "revision-recorded-before-apply",
  async (cluster) => {
    const { publish, kustomize, rest, read } = cluster;
    await publish("main@sha1:1", applied);
    await rest();
    await kustomize();
    await rest();
    // As a killed controller leaves it: recorded, with some objects still to come.
    await cluster.admin.delete({ ...configMaps, name: "b" });
    await patch(cluster, { spec: { retryInterval: "1m" } });
    await rest();
    expect((await read()).status).toMatchObject({ lastAppliedRevision: "main@sha1:1" });
    return names(cluster);
  },
  { sound: ["a", "b"], defective: ["a"] },
);
