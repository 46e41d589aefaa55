import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type KubeClient, kubeClient } from "./kube-client.ts";
import { clientContract } from "./testing/contract.ts";
import { realApiSkip, startRealApi } from "./testing/real-api.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: the API client against the real kube-apiserver: ${skip}`);

describe.skipIf(skip)("on the real kube-apiserver", { timeout: 60_000 }, () => {
  let api: Awaited<ReturnType<typeof startRealApi>>;
  let client: KubeClient;
  beforeAll(async () => {
    api = await startRealApi();
    client = kubeClient({ baseUrl: api.cluster.server, ...api.cluster });
    const metadata = { name: "default" };
    // The API server makes it itself, a moment after it is ready.
    const namespaces = { apiVersion: "v1", resource: "namespaces" };
    await client
      .create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata })
      .catch(() => {});
  }, 90_000);
  afterAll(async () => {
    client?.[Symbol.dispose]();
    await api?.[Symbol.asyncDispose]();
  });

  clientContract(() => client);

  test("metadata can be had alone, and objects applied", async () => {
    const path = { apiVersion: "v1", resource: "configmaps", namespace: "default", name: "apply" };
    const metadata = { name: "apply" };
    const patch = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "1" } };
    await client.patch(path, { type: "apply", patch, force: true }, { fieldManager: "me" });
    const partial = await client.get(path, { metadataOnly: true });
    expect(partial).toMatchObject({ kind: "PartialObjectMetadata", metadata: { name: "apply" } });
    expect(partial.data).toBeUndefined();
    expect(partial.metadata.managedFields).toMatchObject([{ manager: "me", operation: "Apply" }]);
  });

  test("pages make one list", async () => {
    const all = await client.list({
      apiVersion: "rbac.authorization.k8s.io/v1",
      resource: "clusterroles",
    });
    const paged = await client.list(
      { apiVersion: "rbac.authorization.k8s.io/v1", resource: "clusterroles" },
      { limit: 7 },
    );
    expect(all.items.length).toBeGreaterThan(30);
    expect(paged.items.map(({ metadata }) => metadata.name)).toEqual(
      all.items.map(({ metadata }) => metadata.name),
    );
  });
});
