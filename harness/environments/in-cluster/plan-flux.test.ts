import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ControllerSettings } from "../../core/scenario.ts";
import { wallClock } from "../wall-clock.ts";
import { installFlux } from "./install-flux.ts";
import { planFlux } from "./plan-flux.ts";
import { manifestOf } from "./testing/manifest-of.ts";
import { connectedCluster, writeCrd } from "./testing/served-cluster.ts";

const names = ["source-controller", "notification-controller"];

async function planned(
  folder: string,
  controllers: Record<string, ControllerSettings>,
  front?: { server: string; caCertificate: string },
) {
  const manifestFiles: Record<string, string[]> = {};
  for (const name of names) {
    const { deployment, services } = manifestOf(name);
    const path = join(folder, `${name}.yaml`);
    const documents = [deployment, ...services].map((object) => JSON.stringify(object));
    await writeFile(path, documents.join("\n---\n"));
    manifestFiles[name] = [path];
  }
  return planFlux({
    ...{ manifestFiles, controllers, front, receiverOutside: true },
    images: Object.fromEntries(names.map((name) => [name, `example.com/${name}:v1`])),
    subject: {
      info: {} as never,
      binaries: Object.fromEntries(names.map((name) => [name, `/bin/${name}`])),
      crdFiles: [],
    },
  });
}

test("a plan says what will run, with what limit and where artifacts are", async () => {
  await using at = await connectedCluster();
  const settings = { memoryLimit: "96Mi", shards: ["shard1"] };
  const plan = await planned(at.folder, { "source-controller": settings });
  expect(plan.processes).toMatchObject([
    {
      name: "source-controller",
      selector: { app: "source-controller" },
      memoryLimitBytes: 96 * 2 ** 20,
      serves: "source-controller.flux-system.svc.cluster.local.",
    },
    {
      name: "source-controller-shard1",
      selector: { app: "source-controller-shard1" },
      serves: "source-controller-shard1.flux-system.svc.cluster.local.",
    },
    { name: "notification-controller", memoryLimitBytes: 2 ** 30 },
  ]);
  expect(plan.memoryNamed("source-controller-shard1")).toBe(true);
  expect(plan.memoryNamed("notification-controller")).toBe(false);
  expect(plan.graceMs("source-controller")).toBe(10_000);
});

test("an API server takes all of it, twice", async () => {
  await using at = await connectedCluster();
  const { connection, folder } = at;
  const front = { server: "https://172.18.0.1:1234", caCertificate: "PEM" };
  const plan = await planned(folder, { "source-controller": { shards: ["shard1"] } }, front);
  const group = "source.toolkit.fluxcd.io";
  const crd = await writeCrd(folder, { group, kind: "GitRepository", plural: "gitrepositories" });
  const request = { ...plan, connection, crdFiles: [crd], clock: wallClock() };
  const { signal } = new AbortController();
  await installFlux({ ...request, signal });
  await installFlux({ ...request, signal });
  const found = async (apiVersion: string, kind: string) =>
    (await connection.client.list({ apiVersion, kind, namespace: "flux-system" })).items.map(
      ({ metadata }) => metadata.name,
    );
  expect(await found("apps/v1", "Deployment")).toEqual([
    "notification-controller",
    "source-controller",
    "source-controller-shard1",
  ]);
  expect(await found("v1", "Service")).toContain("webhook-receiver-outside");
  expect(await found("v1", "ServiceAccount")).toContain("source-controller-shard1");
  const secret = await connection.client.get({
    ...{ apiVersion: "v1", kind: "Secret" },
    metadata: { name: "fluxproof-access", namespace: "flux-system" },
  });
  const { kubeconfig = "" } = (secret?.data ?? {}) as Record<string, string>;
  const config = JSON.parse(Buffer.from(kubeconfig, "base64").toString());
  expect(config.clusters[0].cluster.server).toBe(front.server);
  expect(config.users[0].user).toEqual({
    tokenFile: "/var/run/secrets/kubernetes.io/serviceaccount/token",
  });
});
