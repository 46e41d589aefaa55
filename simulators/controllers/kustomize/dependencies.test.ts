import { expect, test } from "vitest";
import { configMap, onKustomizeCluster } from "./testing/kustomize-cluster.ts";

const files = (value: string) => ({
  "a/a.yaml": configMap("a", { value }),
  "b/b.yaml": configMap("b", { value }),
});
const dependent = { path: "./b", dependsOn: [{ name: "first" }] };

test("a dependency that isn't there is waited for", async () => {
  await onKustomizeCluster(async ({ publish, kustomize, rest, ready, events, clock }) => {
    await publish("main@sha1:1", files("1"));
    await kustomize(dependent);
    await rest();
    expect(await ready()).toBe(
      "False DependencyNotReady: dependency 'default/first' not found: kustomizations.kustomize.toolkit.fluxcd.io \"first\" not found",
    );
    expect(await events()).toEqual([
      "Normal DependencyNotReady: Dependencies do not meet ready condition, retrying in 30s",
    ]);
    await kustomize({ path: "./a" }, "first");
    await rest();
    await clock.sleep(30_000);
    await rest();
    expect(await ready()).toContain("True");
  });
});

test("a dependency at an older revision of the same source isn't far enough", async () => {
  await onKustomizeCluster(async ({ publish, kustomize, rest, ready, clock, admin }) => {
    await publish("main@sha1:1", files("1"));
    await kustomize({ path: "./a" }, "first");
    await rest();
    await kustomize(dependent);
    await rest();
    expect(await ready()).toContain("True");
    const path = { apiVersion: "kustomize.toolkit.fluxcd.io/v1", resource: "kustomizations" };
    const suspend = (is: boolean) =>
      admin.patch(
        { ...path, namespace: "default", name: "first" },
        { type: "merge", patch: { spec: { suspend: is } } },
      );
    await suspend(true);
    await rest();
    // Its generation is observed no more while it is suspended, so the status says it is.
    await admin.patch(
      { ...path, namespace: "default", name: "first", subresource: "status" },
      { type: "merge", patch: { status: { observedGeneration: 2 } } },
    );
    await publish("main@sha1:2", files("2"));
    await rest();
    expect(await ready()).toBe(
      "False DependencyNotReady: dependency 'default/first' revision is not up to date",
    );
    await suspend(false);
    await rest();
    await clock.sleep(30_000);
    await rest();
    expect(await ready()).toBe("True ReconciliationSucceeded: Applied revision: main@sha1:2");
  });
});
