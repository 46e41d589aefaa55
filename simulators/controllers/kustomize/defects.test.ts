import { describe, expect, test } from "vitest";
import type { Defect } from "../defects.ts";
import {
  configMap,
  type KustomizeCluster,
  onKustomizeCluster,
} from "./testing/kustomize-cluster.ts";
import { names, shows } from "./testing/shows-defect.ts";

const applied = { "a.yaml": configMap("a"), "b.yaml": configMap("b") };
const group = "kustomize.toolkit.fluxcd.io";

/** Applies one revision, then the other. */
async function follow(
  { publish, kustomize, rest }: KustomizeCluster,
  [before, after]: [Record<string, string>, Record<string, string>],
  spec: object = {},
): Promise<void> {
  await publish("main@sha1:1", before);
  await rest();
  await kustomize(spec);
  await rest();
  await publish("main@sha1:2", after);
  await rest();
}

shows(
  "empty-build-on-error",
  async (cluster) => {
    await follow(cluster, [applied, { ...applied, "c.yaml": "c: d: e" }]);
    return names(cluster);
  },
  { sound: ["a", "b"], defective: [] },
);

shows(
  "prunes-on-failed-apply",
  async (cluster) => {
    await follow(cluster, [applied, { ...applied, "c.yaml": configMap("C") }]);
    return names(cluster);
  },
  { sound: ["a", "b"], defective: [] },
);

shows(
  "retry-interval-ignored",
  async (cluster) => {
    const { publish, kustomize, rest, clock, requests } = cluster;
    await publish("main@sha1:1", {});
    await rest();
    await kustomize({ path: "./missing", retryInterval: "1m" });
    await clock.sleep(50_000);
    await rest();
    const attempts = requests.filter((each) => each.endsWith("events")).length;
    return attempts > 10;
  },
  { sound: false, defective: true },
);

shows(
  "request-never-handled",
  async (cluster) => {
    const { publish, kustomize, rest, admin, read } = cluster;
    await publish("main@sha1:1", applied);
    await kustomize();
    await rest();
    await admin.patch(
      { apiVersion: `${group}/v1`, resource: "kustomizations", namespace: "default", name: "app" },
      {
        type: "merge",
        patch: { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } },
      },
    );
    await rest();
    return ((await read()).status as { lastHandledReconcileAt?: string }).lastHandledReconcileAt;
  },
  { sound: "now", defective: undefined },
);

shows(
  "failed-health-reported-ready",
  async (cluster) => {
    const { publish, kustomize, clock, ready, rest } = cluster;
    await publish("main@sha1:1", applied);
    await rest();
    const check = { apiVersion: "v1", kind: "ConfigMap", name: "c", namespace: "default" };
    await kustomize({ timeout: "30s", healthChecks: [check] });
    await clock.sleep(35_000);
    await rest();
    return (await ready()).split(" ")[0];
  },
  { sound: "False", defective: "True" },
);

shows(
  "prune-disabled-ignored",
  async (cluster) => {
    const kept = JSON.parse(configMap("b"));
    kept.metadata.annotations = { [`${group}/prune`]: "disabled" };
    const before = { ...applied, "b.yaml": JSON.stringify(kept) };
    await follow(cluster, [before, { "a.yaml": configMap("a") }]);
    return names(cluster);
  },
  { sound: ["a", "b"], defective: ["a"] },
);

shows(
  "dependency-revision-ignored",
  async (cluster) => {
    const { publish, kustomize, rest, ready, admin } = cluster;
    const files = { "a/a.yaml": configMap("a"), "b/b.yaml": configMap("b") };
    await publish("main@sha1:1", files);
    await kustomize({ path: "./a" }, "first");
    await rest();
    // Ready at the old revision and at its generation, because nobody works on it any more.
    const first = { resource: "kustomizations", namespace: "default", name: "first" };
    await admin.patch(
      { apiVersion: `${group}/v1`, ...first },
      { type: "merge", patch: { spec: { suspend: true } } },
    );
    await admin.patch(
      { apiVersion: `${group}/v1`, ...first, subresource: "status" },
      { type: "merge", patch: { status: { observedGeneration: 2 } } },
    );
    await publish("main@sha1:2", files);
    await kustomize({ path: "./b", dependsOn: [{ name: "first" }] });
    await rest();
    return (await ready()).split(" ")[0];
  },
  { sound: "False", defective: "True" },
);

describe("impersonation-ignored", () => {
  test.each([
    ["without it", [], "False"],
    ["with it", ["impersonation-ignored"], "True"],
  ] as [string, Defect[], string][])("%s", async (_, defects, expected) => {
    await onKustomizeCluster(
      async ({ publish, kustomize, rest, ready }) => {
        await publish("main@sha1:1", applied);
        await kustomize({ serviceAccountName: "tenant" });
        await rest();
        expect((await ready()).split(" ")[0]).toBe(expected);
      },
      { defects, authorization: "RBAC" },
    );
  });
});
