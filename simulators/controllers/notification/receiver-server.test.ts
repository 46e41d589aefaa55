import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Defect } from "../defects.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import { type NotificationCluster, onNotificationCluster } from "./testing/notification-cluster.ts";

const receivers = { apiVersion: "notification.toolkit.fluxcd.io/v1", resource: "receivers" };
const repositories = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  resource: "gitrepositories",
};
const resources = [{ kind: "GitRepository", name: "a" }];

type Status = { webhookPath?: string; observedGeneration: number; conditions: object[] };
const statusOf = (object: ApiObject) => object.status as Status;

async function withReceiver(
  main: (cluster: NotificationCluster, path: string) => Promise<void>,
  options: { spec?: object; defects?: readonly Defect[] } = {},
): Promise<void> {
  await onNotificationCluster(async (cluster) => {
    for (const name of ["a", "b"]) {
      await cluster.create({
        ...{ apiVersion: repositories.apiVersion, kind: "GitRepository" },
        metadata: { name, labels: { app: name } },
        spec: { url: "https://git/a", interval: "1m" },
      });
    }
    await cluster.create({
      ...{ apiVersion: "v1", kind: "Secret", metadata: { name: "hook" } },
      stringData: { token: "sesame" },
    });
    await cluster.create({
      ...{ apiVersion: receivers.apiVersion, kind: "Receiver", metadata: { name: "hook" } },
      spec: { type: "generic", resources, secretRef: { name: "hook" }, ...options.spec },
    });
    await cluster.clock.sleep(2_000);
    const { webhookPath = "/hook/none" } = statusOf(await cluster.read(receivers, "hook"));
    await main(cluster, webhookPath);
  }, options);
}

async function requested({ read }: NotificationCluster): Promise<string[]> {
  const objects = await Promise.all(["a", "b"].map((name) => read(repositories, name)));
  return objects
    .filter(({ metadata }) => metadata.annotations?.["reconcile.fluxcd.io/requestedAt"])
    .map(({ metadata }) => metadata.name);
}

describe("a Receiver", () => {
  it("gets its path, in as many requests as the real one's", () =>
    withReceiver(async (cluster, path) => {
      expect(path).toMatch(/^\/hook\/[0-9a-f]{64}$/);
      const status = statusOf(await cluster.read(receivers, "hook"));
      expect(status).toMatchObject({
        observedGeneration: 1,
        conditions: [
          {
            ...{ type: "Ready", status: "True", reason: "Succeeded", observedGeneration: 1 },
            message: `Receiver initialized for path: ${path}`,
          },
        ],
      });
      expect(await cluster.events("hook")).toEqual([
        "Normal Succeeded: Reconciliation finished, next run in 10m0s",
      ]);
      expect(cluster.requests("notification-controller").slice(3)).toEqual([
        "patch receivers",
        "get secrets",
        "patch receivers/status",
        "patch receivers/status",
        "create events",
      ]);
      await cluster.clock.sleep(600_000);
      expect(cluster.requests("notification-controller").slice(8)).toEqual([
        "get secrets",
        "patch events",
      ]);
    }));

  it("says that its Secret isn't there, and answers 404", () =>
    withReceiver(
      async (cluster, path) => {
        const message = `unable to read token from secret 'default/gone' error: secrets "gone" not found`;
        expect(statusOf(await cluster.read(receivers, "hook")).conditions).toMatchObject([
          { type: "Reconciling", status: "True", reason: "ProgressingWithRetry" },
          { type: "Ready", status: "False", reason: "TokenNotFound", message },
        ]);
        expect((await cluster.events("hook"))[0]).toBe(`Warning Failed: ${message}`);
        expect(await cluster.hook(path)).toBe(404);
      },
      { spec: { secretRef: { name: "gone" } } },
    ));
});

describe("the receiver endpoint", () => {
  it("has the named source fetched, and no other", () =>
    withReceiver(async (cluster, path) => {
      expect(await cluster.hook(path)).toBe(200);
      expect(await requested(cluster)).toEqual(["a"]);
      const { metadata } = await cluster.read(repositories, "a");
      expect(metadata.annotations?.["reconcile.fluxcd.io/requestedAt"]).toMatch(
        /^2026-01-01 00:00:0\d\.\d{3} \+0000 UTC m=\+\d\.\d{9}$/,
      );
    }));

  it.each<[string, object, number, string[]]>([
    [
      "all with a label",
      { resources: [{ ...resources[0], name: "*", matchLabels: { app: "b" } }] },
      200,
      ["b"],
    ],
    ["all without a label", { resources: [{ ...resources[0], name: "*" }] }, 500, []],
    [
      "one that isn't there",
      { resources: [{ ...resources[0], name: "c" }, ...resources] },
      500,
      ["a"],
    ],
    [
      "a kind without version",
      { resources: [{ ...resources[0], kind: "OCIRepository" }] },
      500,
      [],
    ],
    ["nothing while suspended", { suspend: true }, 404, []],
    ["nothing for a type outside the model", { type: "nexus" }, 400, []],
  ])("asks for %s", (_, spec, status, names) =>
    withReceiver(
      async (cluster, path) => {
        expect(await cluster.hook(path)).toBe(status);
        expect(await requested(cluster)).toEqual(names);
      },
      { spec },
    ),
  );

  const body = "payload";
  const sign = (token: string, algorithm = "sha256") =>
    `${algorithm}=${createHmac(algorithm, token).update(body).digest("hex")}`;
  const json = { "content-type": "application/json" };

  it.each<[string, object, Record<string, string>, number]>([
    ["generic-hmac", {}, {}, 400],
    ["generic-hmac", {}, { "x-signature": sign("sesame") }, 200],
    ["generic-hmac", {}, { "x-signature": sign("sesame", "sha512") }, 200],
    ["generic-hmac", {}, { "x-signature": sign("other") }, 400],
    ["generic-hmac", {}, { "x-signature": "sha256" }, 400],
    ["generic-hmac", {}, { "x-signature": "md5=00" }, 400],
    ["github", {}, { "x-hub-signature-256": sign("sesame"), "content-type": "text/plain" }, 400],
    ["github", {}, { ...json, "x-hub-signature-256": sign("sesame") }, 200],
    ["github", {}, { ...json, "x-hub-signature": sign("sesame", "sha1") }, 200],
    ["github", {}, json, 400],
    ["github", { events: ["push"] }, { ...json, "x-hub-signature-256": sign("sesame") }, 400],
    [
      "github",
      { events: ["push"] },
      { ...json, "x-hub-signature-256": sign("sesame"), "x-github-event": "Push" },
      200,
    ],
    ["gitlab", {}, { "x-gitlab-token": "sesame" }, 200],
    ["gitlab", {}, { "x-gitlab-token": "other" }, 400],
    [
      "gitlab",
      { events: ["Push Hook"] },
      { "x-gitlab-token": "sesame", "x-gitlab-event": "Tag" },
      400,
    ],
  ])("of type %s %j takes %j with %d", (type, spec, headers, status) =>
    withReceiver(
      async (cluster, path) => {
        expect(await cluster.hook(path, { body, headers })).toBe(status);
        expect(await requested(cluster)).toEqual(status === 200 ? ["a"] : []);
      },
      { spec: { type, ...spec } },
    ),
  );

  it("answers 404 at any other path and 503 while suspended", () =>
    withReceiver(async (cluster, path) => {
      expect(await cluster.hook(`${path}0`)).toBe(404);
      expect(await cluster.hook(`${path}?a`)).toBe(404);
      expect(await cluster.hook("/other")).toBe(404);
      await cluster.admin.patch(
        { ...receivers, namespace: "default", name: "hook" },
        { type: "merge", patch: { spec: { suspend: true } } },
      );
      await cluster.clock.sleep(1_000);
      expect(await cluster.hook(path)).toBe(503);
    }));

  it.each<[Defect, number]>([
    ["receiver-checks-no-signature", 200],
    ["receiver-at-any-path", 400],
    ["receiver-takes-every-source", 400],
  ])("with the defect %s answers %d to an unsigned hook at its path", (defect, status) =>
    withReceiver(
      async (cluster, path) => {
        expect(await cluster.hook(path)).toBe(status);
        const other = await cluster.hook("/hook/other");
        expect(other).toBe(defect === "receiver-at-any-path" ? 400 : 404);
      },
      { spec: { type: "generic-hmac" }, defects: [defect] },
    ),
  );
});
