import { describe, expect, it } from "vitest";
import type { ObjectState } from "../core/history.ts";
import type { WatchedObject } from "../environments/cluster-client.ts";
import { objectState } from "./object-state.ts";

const metadata = {
  name: "fleet-000",
  namespace: "fluxproof",
  uid: "6f0e",
  resourceVersion: "812",
  generation: 2,
  creationTimestamp: "2025-11-04T10:00:00Z",
  managedFields: [{ manager: "source-controller", operation: "Update" }],
};

const condition = {
  type: "Ready",
  status: "True",
  reason: "Succeeded",
  message: "stored artifact for revision 'main@sha1:4f2a'",
  observedGeneration: 2,
  lastTransitionTime: "2025-11-04T10:00:02Z",
};
const { lastTransitionTime: _, ...conditionState } = condition;

function check(kind: string, object: Record<string, unknown>, expected: ObjectState): void {
  const state = objectState(kind, { metadata, ...object } as WatchedObject);
  expect(state).toEqual({ generation: 2, ...expected });
  expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
}

describe("objectState", () => {
  it("reads a GitRepository", () => {
    check(
      "GitRepository",
      {
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "GitRepository",
        spec: { url: "http://127.0.0.1:1/fleet-000.git", interval: "5s", ref: { branch: "main" } },
        status: {
          observedGeneration: 2,
          lastHandledReconcileAt: "2025-11-04T10:00:00Z",
          conditions: [condition],
          artifact: {
            path: "gitrepository/fluxproof/fleet-000/4f2a.tar.gz",
            url: "http://source-controller./gitrepository/fluxproof/fleet-000/4f2a.tar.gz",
            revision: "main@sha1:4f2a",
            digest: "sha256:9b",
            size: 812,
            lastUpdateTime: "2025-11-04T10:00:02Z",
          },
        },
      },
      {
        observedGeneration: 2,
        conditions: [conditionState as NonNullable<ObjectState["conditions"]>[number]],
        artifact: {
          revision: "main@sha1:4f2a",
          digest: "sha256:9b",
          size: 812,
          url: "http://source-controller./gitrepository/fluxproof/fleet-000/4f2a.tar.gz",
        },
        handledReconcileAt: "2025-11-04T10:00:00Z",
      },
    );
  });

  it("tells an object's shard by its label", () => {
    const labels = { "sharding.fluxcd.io/key": "shard1" };
    check("Kustomization", { metadata: { ...metadata, labels } }, { shard: "shard1" });
  });

  it("keeps the path of a Receiver to itself", () => {
    const path = `/hook/${"0f".repeat(32)}`;
    const initialized = { ...condition, message: `Receiver initialized for path: ${path}` };
    const message = "Receiver initialized for path: /hook/…";
    check(
      "Receiver",
      { status: { webhookPath: path, conditions: [initialized] } },
      { conditions: [{ ...conditionState, status: "True", message }] },
    );
  });

  it("reads a Kustomization", () => {
    check(
      "Kustomization",
      {
        spec: {
          suspend: true,
          sourceRef: { kind: "GitRepository", name: "fleet-000" },
          prune: true,
        },
        status: {
          observedGeneration: 1,
          lastAttemptedRevision: "main@sha1:b1",
          lastAppliedRevision: "main@sha1:a0",
          inventory: { entries: [{ id: "fluxproof_x__ConfigMap", v: "v1" }] },
          history: [
            {
              digest: "sha256:9b",
              lastReconciledStatus: "ReconciliationSucceeded",
              totalReconciliations: 3,
              lastReconciled: "2025-11-04T10:00:02Z",
            },
          ],
        },
      },
      {
        observedGeneration: 1,
        suspended: true,
        source: "fleet-000",
        attempted: "main@sha1:b1",
        applied: "main@sha1:a0",
        inventory: ["fluxproof_x__ConfigMap"],
        reconciliations: [{ digest: "sha256:9b", status: "ReconciliationSucceeded", total: 3 }],
      },
    );
  });

  it("reads a ConfigMap that a Kustomization applied", () => {
    const labels = {
      "kustomize.toolkit.fluxcd.io/name": "fleet-000-k-000",
      "kustomize.toolkit.fluxcd.io/namespace": "fluxproof",
    };
    check(
      "ConfigMap",
      { metadata: { ...metadata, labels }, data: { change: "3", repository: "fleet-000" } },
      { owner: "fluxproof/fleet-000-k-000", change: 3 },
    );
  });

  it("reads what a ConfigMap holds besides a text, and of the text no more than its beginning", () => {
    const data = { text: "x".repeat(61), edited: "by hand" };
    check("ConfigMap", { data }, { text: "x".repeat(60), keys: ["edited", "text"] });
    check("Secret", { data }, {});
    check("ConfigMap", {}, {});
  });

  it("knows no repository of a Kustomization that follows something else", () => {
    check(
      "Kustomization",
      { spec: { sourceRef: { kind: "OCIRepository", name: "fleet-000" } } },
      {},
    );
  });

  it("reads a HelmRelease", () => {
    check(
      "HelmRelease",
      {
        spec: { chart: { spec: { chart: "podinfo" } }, interval: "1m" },
        status: {
          observedGeneration: 2,
          lastAttemptedRevision: "1.1.0",
          failures: 1,
          installFailures: 0,
          upgradeFailures: 1,
          history: [
            {
              ...{ name: "podinfo", namespace: "fluxproof", version: 2, digest: "sha256:9b" },
              ...{ chartName: "podinfo", chartVersion: "1.1.0", status: "failed" },
              ...{ firstDeployed: "2025-11-04T10:00:02Z", configDigest: "sha256:8a" },
            },
          ],
        },
      },
      {
        observedGeneration: 2,
        attempted: "1.1.0",
        releases: [{ version: 2, status: "failed", chart: "podinfo", chartVersion: "1.1.0" }],
        failures: { all: 1, upgrade: 1 },
      },
    );
  });

  it("reads who installed an object, and nothing of what a Secret keeps", () => {
    const labels = {
      "helm.toolkit.fluxcd.io/name": "podinfo",
      "helm.toolkit.fluxcd.io/namespace": "fluxproof",
    };
    const secret = { metadata: { ...metadata, labels }, data: { change: "3" } };
    check("Secret", secret, { release: "fluxproof/podinfo" });
  });

  it.each([[{}], [{ change: "" }], [{ change: "soon" }], [{ change: "-1" }], [{ change: "1.5" }]])(
    "reads no change from the data %j",
    (data) => check("ConfigMap", { data }, {}),
  );

  it("has nothing of a new object but its generation", () => {
    check("GitRepository", { spec: { url: "x" } }, {});
    check("GitRepository", { spec: { suspend: false }, status: {} }, {});
    check("GitRepository", { status: { observedGeneration: -1 } }, { observedGeneration: -1 });
  });

  it("fills in what a condition lacks", () => {
    check(
      "GitRepository",
      { status: { conditions: [{ type: "Ready" }] } },
      { conditions: [{ type: "Ready", status: "Unknown", reason: "", message: "" }] },
    );
  });

  it("is the same text for the same state, whatever else was written", () => {
    const state = (rest: object, time: string) =>
      JSON.stringify(
        objectState("GitRepository", {
          ...rest,
          metadata: { ...metadata, resourceVersion: time },
          status: { conditions: [{ ...condition, lastTransitionTime: time }] },
        } as WatchedObject),
      );
    expect(state({ kind: "GitRepository" }, "1")).toBe(state({ extra: 1 }, "2"));
  });
});
