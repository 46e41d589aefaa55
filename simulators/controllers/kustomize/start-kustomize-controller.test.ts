import { expect, test } from "vitest";
import { configMap, onKustomizeCluster } from "./testing/kustomize-cluster.ts";

const applied = (revision: string) => `True ReconciliationSucceeded: Applied revision: ${revision}`;

test("what is in a source arrives, and what leaves it is pruned", async () => {
  await onKustomizeCluster(async ({ admin, publish, kustomize, until, ready, read, events }) => {
    await publish("main@sha1:1", { "a.yaml": configMap("a"), "sub/b.yaml": configMap("b") });
    await kustomize();
    await until(async () => (await ready()) === applied("main@sha1:1"));
    await publish("main@sha1:2", { "a.yaml": configMap("a", { key: "value" }) });
    await until(async () => (await ready()) === applied("main@sha1:2"));
    const { items } = await admin.list({
      ...{ apiVersion: "v1", resource: "configmaps", namespace: "default" },
    });
    const names = items.map(({ metadata }) => metadata.name).filter((name) => name.length === 1);
    expect(names).toEqual(["a"]);
    expect((await read()).status).toMatchObject({
      observedGeneration: 1,
      lastAppliedRevision: "main@sha1:2",
      inventory: { entries: [{ id: "default_a__ConfigMap", v: "v1" }] },
      history: [
        { lastReconciledStatus: "ReconciliationSucceeded", metadata: { revision: "main@sha1:2" } },
        { totalReconciliations: 1, metadata: { revision: "main@sha1:1" } },
      ],
    });
    expect((await events()).map((line) => line.replace(/in \d.*s,/, "in D,"))).toEqual([
      "Normal Progressing: ConfigMap/default/a created\nConfigMap/default/b created",
      "Normal ReconciliationSucceeded: Reconciliation finished in D, next run in 10m0s",
      "Normal Progressing: ConfigMap/default/a configured",
      "Normal Progressing: ConfigMap/default/b deleted",
    ]);
  });
});

test("a Kustomization costs as many requests as in Flux", async () => {
  await onKustomizeCluster(async ({ publish, kustomize, until, ready, requests, rest, log }) => {
    await publish("main@sha1:1", { "a.yaml": configMap("a"), "b.yaml": configMap("b") });
    await rest();
    expect(log).toEqual([]);
    expect(requests.toSorted()).toEqual([
      ...["get path", "get path", "list buckets", "list configmaps", "list gitrepositories"],
      ...["list kustomizations", "list ocirepositories", "list secrets"],
    ]);
    requests.length = 0;
    await kustomize();
    await until(async () => (await ready()) === applied("main@sha1:1"));
    await rest();
    const counts = Object.fromEntries(
      [...Map.groupBy(requests, (each) => each)].map(([what, all]) => [what, all.length]),
    );
    expect(counts).toEqual({
      "patch kustomizations": 1,
      "patch kustomizations/status": 8,
      "get configmaps": 2,
      "patch configmaps": 4,
      "create events": 2,
    });
  });
});
