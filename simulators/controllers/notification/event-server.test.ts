import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Defect } from "../defects.ts";
import {
  alert,
  type NotificationCluster,
  onNotificationCluster,
  provider,
} from "./testing/notification-cluster.ts";

async function withAlert(
  main: (cluster: NotificationCluster) => Promise<void>,
  options: { alert?: object; provider?: object; defects?: readonly Defect[] } = {},
): Promise<void> {
  await onNotificationCluster(async (cluster) => {
    await cluster.create(provider("team", options.provider));
    await cluster.create(alert("team", options.alert));
    await cluster.clock.sleep(1_000);
    await main(cluster);
  }, options);
}

const told = ({ received }: NotificationCluster) =>
  received.map(({ body }) => JSON.parse(body).message);

describe("the events endpoint", () => {
  it("tells a Provider what an Alert asks for, with metadata named without groups", () =>
    withAlert(
      async (cluster) => {
        expect(await cluster.post()).toBe(202);
        await cluster.clock.sleep(100);
        const [request] = cluster.received;
        expect(request?.headers.get("gotk-component")).toBe("kustomize-controller");
        expect(JSON.parse(request?.body ?? "")).toEqual({
          involvedObject: {
            ...{ kind: "Kustomization", namespace: "default", name: "apps" },
            apiVersion: "kustomize.toolkit.fluxcd.io/v1",
          },
          ...{ severity: "info", timestamp: "2026-01-01T00:00:00Z", message: "applied" },
          reason: "ReconciliationSucceeded",
          metadata: { env: "test", revision: "main@sha1:a0" },
          reportingController: "kustomize-controller",
        });
        expect(cluster.requests("notification-controller")).toContain("patch providers");
      },
      { alert: { eventMetadata: { env: "test" } } },
    ));

  it("signs for a Provider of type generic-hmac", () =>
    withAlert(
      async (cluster) => {
        await cluster.create({
          ...{ apiVersion: "v1", kind: "Secret", metadata: { name: "key" } },
          stringData: { token: "sesame" },
        });
        await cluster.post();
        await cluster.clock.sleep(100);
        const { headers, body } = cluster.received[0] ?? {};
        const wanted = createHmac("sha256", "sesame")
          .update(body ?? "")
          .digest("hex");
        expect(headers?.get("x-signature")).toBe(`sha256=${wanted}`);
      },
      { provider: { type: "generic-hmac", secretRef: { name: "key" } } },
    ));

  it("answers 429 to what it was told within five minutes, whoever asks for it, and 400 to no event", () =>
    withAlert(async (cluster) => {
      const { post, clock } = cluster;
      expect(await post()).toBe(202);
      expect(await post({ timestamp: "2026-01-01T00:00:01Z", severity: "error" })).toBe(429);
      expect(await post({ message: "other" })).toBe(202);
      expect(await post({ name: "other" })).toBe(202);
      expect(await post({ metadata: { "kustomize.toolkit.fluxcd.io/revision": "b" } })).toBe(202);
      await clock.sleep(299_000);
      expect(await post()).toBe(429);
      await clock.sleep(1_000);
      expect(await post()).toBe(202);
      expect(await post()).toBe(429);
      const init = { method: "POST", body: "{" };
      const url = "http://notification-controller/";
      expect((await cluster.network.fetch(new Request(url, init))).status).toBe(400);
    }));

  it.each<[string, object, string[]]>([
    ["severity", { eventSeverity: "error" }, ["bad"]],
    ["another name", { eventSources: [{ kind: "Kustomization", name: "b" }] }, []],
    ["another kind", { eventSources: [{ kind: "HelmRelease", name: "*" }] }, []],
    [
      "another namespace",
      { eventSources: [{ kind: "Kustomization", name: "*", namespace: "b" }] },
      [],
    ],
    ["inclusion", { inclusionList: ["^ap+lied$"] }, ["applied"]],
    ["exclusion", { exclusionList: ["^ap+lied$"] }, ["bad"]],
    ["suspension", { suspend: true }, []],
  ])("heeds %s", (_, spec, messages) =>
    withAlert(
      async (cluster) => {
        await cluster.post();
        await cluster.post({ message: "bad", severity: "error" });
        await cluster.clock.sleep(100);
        expect(told(cluster)).toEqual(messages);
      },
      { alert: spec },
    ),
  );

  it("heeds labels of the object, and tells of one that isn't there", () =>
    withAlert(
      async (cluster) => {
        await cluster.create({
          ...{ apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization" },
          metadata: { name: "apps", labels: { team: "a" } },
          spec: { interval: "1m", prune: true, sourceRef: { kind: "GitRepository", name: "a" } },
        });
        await cluster.post();
        await cluster.post({ name: "gone" });
        await cluster.clock.sleep(100);
        expect(told(cluster)).toEqual(["applied"]);
        expect(await cluster.events("team")).toEqual([
          "Warning SourceFetchFailed: error getting source object Kustomization/default/gone",
        ]);
      },
      {
        alert: {
          eventSources: [{ kind: "Kustomization", name: "*", matchLabels: { team: "a" } }],
        },
      },
    ));
});

const failed = "Warning NotificationDispatchFailed: failed to send notification for";
const unsent = `${failed} Kustomization/default/apps: postMessage failed:`;

describe("a dispatch", () => {
  it("is tried again until the Provider's time-out, after the sender was answered", () =>
    withAlert(async (cluster) => {
      cluster.sink.answer = () => new Response(null, { status: 503 });
      const startedMs = cluster.clock.nowMs();
      expect(await cluster.post()).toBe(202);
      expect(cluster.clock.nowMs() - startedMs).toBeLessThan(100);
      await cluster.clock.sleep(20_000);
      const seconds = cluster.received.map(({ atMs }) => Math.floor((atMs - startedMs) / 1000));
      expect(seconds).toEqual([0, 2, 6, 14]);
      expect(await cluster.events("team")).toEqual([
        `${unsent} failed to execute request: context deadline exceeded`,
      ]);
    }));

  it.each<[string, Defect[], object, (request: Request) => Promise<Response>, string]>([
    [
      "a silent Provider",
      [],
      { timeout: "5s" },
      () => new Promise(() => {}),
      "failed to execute request: POST http://sink/team giving up after 1 attempt(s): context deadline exceeded",
    ],
    [
      "a refusal",
      [],
      {},
      async () => new Response("no", { status: 400 }),
      "request failed: request failed with status code 400, no",
    ],
    [
      "no second try",
      ["dispatch-never-retries"],
      {},
      async () => new Response(null, { status: 503 }),
      "failed to execute request: POST http://sink/team giving up after 1 attempt(s)",
    ],
  ])("tells of %s on its Alert", (_, defects, spec, answer, because) =>
    withAlert(
      async (cluster) => {
        cluster.sink.answer = answer;
        await cluster.post();
        await cluster.clock.sleep(20_000);
        expect(await cluster.events("team")).toEqual([`${unsent} ${because}`]);
      },
      { provider: spec, defects },
    ),
  );

  it.each<[string, object, string]>([
    [
      "a type outside the model",
      { type: "slack" },
      "failed to initialize notifier for provider 'team': outside the model: a Provider of type slack",
    ],
    [
      "a missing Secret",
      { secretRef: { name: "key" } },
      `failed to initialize notifier for provider 'team': failed to read secret: secrets "key" not found`,
    ],
  ])("tells of %s", (_, spec, because) =>
    withAlert(
      async (cluster) => {
        expect(await cluster.post()).toBe(202);
        expect(await cluster.events("team")).toEqual([
          `Warning NotificationDispatchFailed: failed to dispatch notification for Kustomization/default/apps: ${because}`,
        ]);
      },
      { provider: spec },
    ),
  );

  it("holds up nobody, unless a defect has it wait", async () => {
    for (const defects of [[], ["dispatch-blocks-sender" as const]]) {
      await withAlert(
        async (cluster) => {
          cluster.sink.answer = () => new Promise(() => {});
          const startedMs = cluster.clock.nowMs();
          await cluster.post();
          const tookMs = cluster.clock.nowMs() - startedMs;
          expect(tookMs > 1_000).toBe(defects.length > 0);
        },
        { defects },
      );
    }
  });
});
