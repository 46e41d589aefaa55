import { expect, test } from "vitest";
import {
  configMap,
  type KustomizeCluster,
  onKustomizeCluster,
} from "./testing/kustomize-cluster.ts";
import { shows } from "./testing/shows-defect.ts";

const deployments = { apiVersion: "apps/v1", resource: "deployments", namespace: "default" };
const deployment = {
  ...{ apiVersion: "apps/v1", kind: "Deployment" },
  metadata: { name: "web", namespace: "default" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "web", image: "web:1" }] },
    },
  },
};
const files = { "web.yaml": JSON.stringify(deployment) };

async function roll({ admin }: KustomizeCluster, status: object): Promise<void> {
  const { metadata } = await admin.get({ ...deployments, name: "web" });
  await admin.patch(
    { ...deployments, name: "web", subresource: "status" },
    {
      type: "merge",
      patch: { status: { observedGeneration: metadata.generation, ...status } },
    },
  );
}

const condition = (type: string, status: string, reason: string) => ({
  ...{ type, status, reason, message: "" },
});

test("a Deployment is waited for until it is rolled out", async () => {
  await onKustomizeCluster(async (cluster) => {
    const { publish, kustomize, rest, ready, read, clock, events, requests } = cluster;
    await publish("main@sha1:1", files);
    await rest();
    await kustomize({ wait: true });
    await rest();
    expect((await read()).status).toMatchObject({
      conditions: [
        {
          type: "Reconciling",
          message: "Running health checks for revision main@sha1:1 with a timeout of 9m30s",
        },
        { type: "Ready", status: "Unknown", message: "Reconciliation in progress" },
        { type: "Healthy", status: "Unknown", reason: "Progressing" },
      ],
    });
    await roll(cluster, {
      ...{ replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
      conditions: [
        condition("Progressing", "True", "NewReplicaSetAvailable"),
        condition("Available", "True", "MinimumReplicasAvailable"),
      ],
    });
    await clock.sleep(5_000);
    await rest();
    expect(await ready()).toContain("True");
    expect(await events()).toContain("Normal Progressing: Health check passed in 5s");
    expect(requests.filter((each) => each === "list replicasets")).toHaveLength(2);
  });
});

test("a Deployment that can't be rolled out is told at once", async () => {
  await onKustomizeCluster(async (cluster) => {
    const { publish, kustomize, rest, ready, clock } = cluster;
    await publish("main@sha1:1", files);
    await rest();
    await kustomize({ wait: true });
    await rest();
    await roll(cluster, {
      conditions: [condition("Progressing", "False", "ProgressDeadlineExceeded")],
    });
    await clock.sleep(5_000);
    await rest();
    expect(await ready()).toBe(
      "False HealthCheckFailed: health check failed after 5s: failed early due to stalled resources: [Deployment/default/web status: 'Failed']",
    );
  });
});

test("what isn't there in time is named", async () => {
  await onKustomizeCluster(async ({ publish, kustomize, rest, ready, read, clock }) => {
    await publish("main@sha1:1", files);
    await rest();
    await kustomize({
      timeout: "1m",
      healthChecks: [
        { apiVersion: "apps/v1", kind: "Deployment", name: "web", namespace: "default" },
        { apiVersion: "v1", kind: "ConfigMap", name: "other", namespace: "default" },
      ],
    });
    await clock.sleep(60_000);
    await rest();
    const failures =
      "timeout waiting for: [Deployment/default/web status: 'InProgress', ConfigMap/default/other status: 'NotFound']";
    expect(await ready()).toBe(
      `False HealthCheckFailed: health check failed after 1m0s: ${failures}`,
    );
    expect((await read()).status).toMatchObject({
      conditions: [
        { type: "Reconciling", reason: "ProgressingWithRetry" },
        { type: "Ready" },
        { type: "Healthy", status: "False", reason: "HealthCheckFailed", message: failures },
      ],
      inventory: { entries: [{ id: "default_web_apps_Deployment", v: "v1" }] },
      history: [{ lastReconciledStatus: "HealthCheckFailed" }],
    });
  });
});

const gate = { featureGates: new Set(["CancelHealthCheckOnNewRevision"] as const) };

/** A Deployment that never gets ready, and six seconds later a revision without it. */
async function mend({ publish, kustomize, rest, clock }: KustomizeCluster): Promise<void> {
  await publish("main@sha1:1", files);
  await rest();
  await kustomize({ wait: true, timeout: "5m" });
  await rest();
  await publish("main@sha1:2", { "a.yaml": configMap("a") });
  await clock.sleep(6_000);
  await rest();
}

shows(
  "health-check-outlasts-revision",
  async (cluster) => {
    await mend(cluster);
    return cluster.ready();
  },
  {
    sound: "True ReconciliationSucceeded: Applied revision: main@sha1:2",
    defective: "Unknown Progressing: Reconciliation in progress",
  },
  gate,
);

test("without the gate a health check lasts its time", async () => {
  await onKustomizeCluster(async (cluster) => {
    await mend(cluster);
    expect(await cluster.ready()).toBe("Unknown Progressing: Reconciliation in progress");
    await cluster.clock.sleep(295_000);
    await cluster.rest();
    expect(await cluster.ready()).toContain("True");
  });
});

test("a health check that a new revision ends says so, and fails in Go's words", async () => {
  await onKustomizeCluster(
    async (cluster) => {
      await mend(cluster);
      const said = await cluster.events();
      expect(said).toContain(
        "Normal Progressing: New revision detected during health check, cancelling",
      );
      expect(said.join("\n")).toMatch(
        /^Warning HealthCheckFailed: health check failed after 5s: context canceled$/m,
      );
    },
    { flags: gate },
  );
});
