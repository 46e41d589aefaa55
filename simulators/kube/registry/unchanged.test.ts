import { expect, test } from "vitest";
import { manualClock } from "../../support/manual-clock.ts";
import { seededRandom } from "../../support/random.ts";
import { kubeClient } from "../client/kube-client.ts";
import { createApiServer } from "../server/api-server.ts";

const version = {
  ...{ name: "v1", served: true, storage: true, subresources: { status: {} } },
  schema: {
    openAPIV3Schema: {
      type: "object",
      properties: {
        spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        status: { type: "object", properties: { at: { type: "integer", maximum: 9 } } },
      },
    },
  },
};
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.test.io" },
  spec: {
    ...{ group: "test.io", scope: "Cluster", versions: [version] },
    names: { plural: "things", singular: "thing", kind: "Thing", listKind: "ThingList" },
  },
};
const things = { apiVersion: "test.io/v1", resource: "things" };
const definitions = {
  apiVersion: "apiextensions.k8s.io/v1",
  resource: "customresourcedefinitions",
};

async function startThing() {
  const clock = manualClock();
  const random = seededRandom(1);
  const server = createApiServer({
    clock,
    random,
    tokens: new Map(),
    authorization: "AlwaysAllow",
  });
  const client = kubeClient({ handle: server.handle, clock });
  await client.create(definitions, definition);
  const metadata = { name: "one" };
  await client.create(things, { apiVersion: "test.io/v1", kind: "Thing", metadata });
  const patch = (part: object) =>
    client.patch({ ...things, ...metadata, subresource: "status" }, { type: "merge", patch: part });
  return { client, patch };
}

test("a patch that says nothing gives back what the one before it left", async () => {
  const { patch } = await startThing();
  const written = await patch({ status: { at: 3 } });
  expect(await patch({})).toEqual(written);
});

test("it still fails for an object that isn't there, and for a definition that no longer lets it be", async () => {
  const { client, patch } = await startThing();
  await patch({ status: { at: 3 } });
  const path = { ...definitions, name: definition.metadata.name };
  const changed = structuredClone(version);
  Object.assign(changed.schema.openAPIV3Schema.properties.status.properties.at, { maximum: 1 });
  await client.patch(path, { type: "merge", patch: { spec: { versions: [changed] } } });
  await expect(patch({ status: { at: 4 } })).rejects.toThrow("less than or equal to 1");
  await client.delete({ ...things, name: "one" });
  await expect(patch({})).rejects.toThrow('"one" not found');
});
