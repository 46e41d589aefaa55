import { expect, test } from "vitest";
import { manualClock } from "../../../simulators/support/manual-clock.ts";
import { wallClock } from "../wall-clock.ts";
import { cleanUp, rememberingClient } from "./clean-up.ts";
import { installFlux } from "./install-flux.ts";
import { LeftoversError, requireClean } from "./leftovers.ts";
import { connectedCluster, writeCrd } from "./testing/served-cluster.ts";

const clock = wallClock();
const { signal } = new AbortController();
const group = "source.toolkit.fluxcd.io";

const namespace = (name: string) => ({
  ...{ apiVersion: "v1", kind: "Namespace", metadata: { name } },
});
const source = (more: object = {}) => ({
  apiVersion: `${group}/v1`,
  kind: "GitRepository",
  metadata: { name: "app", namespace: "fluxproof", ...more },
});

/** A cluster with Flux's kinds, where nothing runs. */
async function installed() {
  const at = await connectedCluster();
  const { connection, folder } = at;
  const crd = { group, kind: "GitRepository", plural: "gitrepositories" };
  const install = async () =>
    installFlux({
      ...{ connection, clock, signal, instances: [], objects: [], groups: [group] },
      crdFiles: [await writeCrd(folder, crd)],
    });
  await install();
  return { ...at, install };
}

test("a slot's objects go with it, those of a scenario first, and the next one finds nothing", async () => {
  await using at = await installed();
  const { connection } = at;
  const { client, created } = rememberingClient(connection.client);
  await client.create(namespace("fluxproof"));
  await client.create(source());
  const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" };
  await client.create({ ...role, metadata: { name: "reader" }, rules: [] });
  await cleanUp({ connection, created, unattended: false, clock, logs: at.folder });
  await requireClean(connection, { clock, signal });
  expect(await client.get({ ...role, metadata: { name: "reader" } })).toBeUndefined();
  await at.install();
});

test("Pods are ended before their namespace is, and nothing makes new ones", async () => {
  await using at = await installed();
  const { connection } = at;
  const labels = { app: "helm-controller" };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: "manager", image: "a" }] },
  };
  const place = { name: "helm-controller", namespace: "flux-system" };
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: place };
  const spec = { selector: { matchLabels: labels }, template };
  await connection.client.create({ ...deployment, spec });
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { ...place, labels } };
  await connection.client.create({ ...pod, spec: template.spec });
  await cleanUp({ connection, created: [], unattended: false, clock, logs: at.folder });
  expect(await connection.client.get(pod)).toBeUndefined();
  expect(await connection.client.get(deployment)).toBeUndefined();
});

test("finalizers that nobody sees to are no hindrance", async () => {
  await using at = await installed();
  const { connection } = at;
  const { client, created } = rememberingClient(connection.client);
  await client.create(namespace("fluxproof"));
  await client.create(source({ finalizers: ["finalizers.fluxcd.io"] }));
  await cleanUp({ connection, created, unattended: true, clock, logs: at.folder });
  await requireClean(connection, { clock, signal });
});

test("the next slot names what is left", async () => {
  await using at = await installed();
  const { connection } = at;
  await connection.client.create(namespace("theirs"));
  await cleanUp({ connection, created: [], unattended: false, clock, logs: at.folder });
  await connection.client.create(source({ namespace: "theirs" }));
  const found = await requireClean(connection, { clock, signal }).catch((error) => error);
  expect(found).toBeInstanceOf(LeftoversError);
  expect(found.message).toBe(
    "The slot before left in the cluster: namespace theirs, GitRepository theirs/app.",
  );
});

test("a namespace that doesn't go is named once its time is up", async () => {
  await using at = await installed();
  await at.connection.client.delete(namespace("flux-system"));
  const passing = manualClock();
  const found = requireClean(at.connection, { clock: passing, signal }).catch((error) => error);
  const timer = setInterval(() => passing.advance(1_000), 1);
  try {
    expect((await found).message).toContain("namespace flux-system");
  } finally {
    clearInterval(timer);
  }
});
