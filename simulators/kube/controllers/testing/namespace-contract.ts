import { expect, test } from "vitest";
import { until } from "../../client/testing/contract.ts";
import { configMapPath, type TestCluster } from "./test-cluster.ts";

const namespaces = { apiVersion: "v1", resource: "namespaces" };

export function namespaceContract(cluster: () => TestCluster): void {
  test("each namespace has its account and the authority's certificate, again if deleted", async () => {
    const { client, namespace, exists } = cluster();
    await namespace("account");
    const root = configMapPath("account", "kube-root-ca.crt");
    await until(() => exists(root));
    const published = await client.get(root);
    expect(published.metadata.annotations?.["kubernetes.io/description"]).toMatch(/^Contains a CA/);
    expect(published.data).toEqual({ "ca.crt": expect.stringMatching(/^-----BEGIN CERT/) });
    const account = { ...root, resource: "serviceaccounts", name: "default" };
    await client.delete(account);
    await client.patch(root, { type: "merge", patch: { data: { "ca.crt": "wrong" } } });
    await until(() => exists(account));
    await until(async () => {
      const { data } = await client.get(root);
      return JSON.stringify(data) === JSON.stringify(published.data);
    });
  });

  test("a namespace ends with all that is in it", async () => {
    const { client, namespace, configMap, isGone, exists } = cluster();
    await namespace("ends");
    await configMap("ends", "a");
    await client.delete({ ...namespaces, name: "ends" });
    await isGone({ ...namespaces, name: "ends" });
    expect(await exists(configMapPath("ends", "a"))).toBe(false);
    expect(await exists({ ...configMapPath("ends", "default"), resource: "serviceaccounts" })).toBe(
      false,
    );
  });

  test("a namespace that finalizers keep says so, and ends once they are gone", async () => {
    const { client, namespace, configMap, isGone, release } = cluster();
    await namespace("kept");
    await configMap("kept", "a", { finalizers: ["example.test/keep"] });
    await configMap("kept", "b", { finalizers: ["example.test/keep", "example.test/more"] });
    const path = { ...namespaces, name: "kept" };
    await client.delete(path);
    const conditions = async () => {
      const { status } = await client.get(path);
      return (status as { conditions?: Record<string, string>[] }).conditions;
    };
    await until(async () => (await conditions()) !== undefined);
    const told = (await conditions())?.map(({ lastTransitionTime, ...rest }) => {
      expect(lastTransitionTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      return rest;
    });
    expect(told).toEqual([
      {
        type: "NamespaceDeletionDiscoveryFailure",
        status: "False",
        reason: "ResourcesDiscovered",
        message: "All resources successfully discovered",
      },
      {
        type: "NamespaceDeletionGroupVersionParsingFailure",
        status: "False",
        reason: "ParsedGroupVersions",
        message: "All legacy kube types successfully parsed",
      },
      {
        type: "NamespaceDeletionContentFailure",
        status: "False",
        reason: "ContentDeleted",
        message: "All content successfully deleted, may be waiting on finalization",
      },
      {
        type: "NamespaceContentRemaining",
        status: "True",
        reason: "SomeResourcesRemain",
        message: "Some resources are remaining: configmaps. has 2 resource instances",
      },
      {
        type: "NamespaceFinalizersRemaining",
        status: "True",
        reason: "SomeFinalizersRemain",
        message:
          "Some content in the namespace has finalizers remaining: example.test/keep in 2 resource instances, example.test/more in 1 resource instances",
      },
    ]);
    for (const name of ["a", "b"]) await release(configMapPath("kept", name));
    await isGone(path);
  });
}
