import { expect, test } from "vitest";
import { until } from "../../client/testing/contract.ts";
import { failedFor } from "../../client/transport.ts";
import { absentOwner, configMapPath, ownerOf, type TestCluster } from "./test-cluster.ts";

const apiVersion = "example.test/v1";
const widgets = { apiVersion, resource: "widgets", namespace: "custom" };
const definitions = {
  apiVersion: "apiextensions.k8s.io/v1",
  resource: "customresourcedefinitions",
};

/** For API servers with custom resources: those served since the controllers started are theirs too. */
export function customContract(cluster: () => TestCluster): void {
  test("custom resources own, are owned, and end with their namespace", async () => {
    const { client, namespace, configMap, isGone } = cluster();
    await namespace("custom");
    await client.create(definitions, definition);
    const widget = (name: string, metadata = {}) =>
      client.create(widgets, { apiVersion, kind: "Widget", metadata: { ...metadata, name } });
    // Served a moment after it is defined.
    await until(() =>
      widget("owner").then(
        () => true,
        (error) => {
          if (failedFor(error, "NotFound")) return false;
          throw error;
        },
      ),
    );
    const owner = await client.get({ ...widgets, name: "owner" });
    await configMap("custom", "child", { ownerReferences: [ownerOf(owner)] });
    await widget("orphaned", { ownerReferences: [absentOwner("widget")] });
    await isGone({ ...widgets, name: "orphaned" });
    await client.delete({ ...widgets, name: "owner" });
    await isGone(configMapPath("custom", "child"));
    await widget("last");
    await client.delete({ apiVersion: "v1", resource: "namespaces", name: "custom" });
    await isGone({ apiVersion: "v1", resource: "namespaces", name: "custom" });
    expect((await client.list(widgets)).items).toEqual([]);
  });
}

const definition = {
  apiVersion: definitions.apiVersion,
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.test" },
  spec: {
    group: "example.test",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    versions: [
      { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
    ],
  },
};
