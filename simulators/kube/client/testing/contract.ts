import { expect, test } from "vitest";
import { wallClock } from "../../../support/clock.ts";
import { ApiError } from "../../model/api-error.ts";
import type { KubeClient } from "../kube-client.ts";
import { failedFor } from "../transport.ts";

const clock = wallClock();

/** Polls until it holds; the test's own time limit ends it otherwise. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await clock.sleep(10);
}

/** Waits until reading it is answered NotFound. */
export function gone(read: () => Promise<unknown>): Promise<void> {
  return until(() =>
    read().then(
      () => false,
      (error) => failedFor(error, "NotFound"),
    ),
  );
}

const configMaps = { apiVersion: "v1", resource: "configmaps", namespace: "default" };
const configMap = (name: string, data = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});

/** What the client promises of any API server with a namespace `default`. */
export function clientContract(start: () => KubeClient): void {
  test("objects are created, read, changed and deleted", async () => {
    const client = start();
    const path = { ...configMaps, name: "life" };
    const created = await client.create(configMaps, configMap("life", { a: "1" }));
    expect(created.metadata.uid).toMatch(/./);
    expect(await client.get(path)).toMatchObject({ data: { a: "1" } });
    await client.patch(path, { type: "merge", patch: { data: { a: null, b: "2" } } });
    const patched = await client.get(path);
    expect(patched.data).toEqual({ b: "2" });
    await client.update(path, { ...patched, data: { c: "3" } });
    await expect(client.update(path, patched)).rejects.toSatisfy((error) =>
      failedFor(error, "Conflict"),
    );
    const { items } = await client.list(configMaps);
    const listed = items.find(({ metadata }) => metadata.name === "life");
    expect(listed).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", data: { c: "3" } });
    await client.delete(path, { preconditions: { uid: created.metadata.uid ?? "" } });
    const missing = await client.get(path).catch((error) => error);
    expect(missing).toBeInstanceOf(ApiError);
    expect(missing.status).toMatchObject({ code: 404, reason: "NotFound" });
    expect(missing.message).toBe('configmaps "life" not found');
  });

  test("a follower holds what is there, then what changes", async () => {
    const client = start();
    await client.create(configMaps, configMap("before"));
    const seen: string[] = [];
    await using follower = client.follow(configMaps, {
      onChange: (change) => {
        if (change.type === "synced") seen.push("synced");
        else if (/before|after/.test(change.object.metadata.name)) {
          seen.push(`${change.type} ${change.object.metadata.name}`);
        }
      },
    });
    await follower.synced;
    expect(seen).toEqual(["added before", "synced"]);
    await client.create(configMaps, configMap("after"));
    await client.patch(
      { ...configMaps, name: "after" },
      { type: "merge", patch: { data: { a: "1" } } },
    );
    await client.delete({ ...configMaps, name: "before" });
    await until(() => seen.length === 5);
    expect(seen.slice(2)).toEqual(["added after", "modified after", "deleted before"]);
    expect(follower.get("default", "after")).toMatchObject({ data: { a: "1" } });
    expect(follower.get("default", "before")).toBeUndefined();
    await client.delete({ ...configMaps, name: "after" });
    await until(() => follower.get("default", "after") === undefined);
  });

  test("discovery names resources with their scope", async () => {
    const served = await start().discover();
    const find = (apiVersion: string, resource: string) =>
      served.find((each) => each.apiVersion === apiVersion && each.resource === resource);
    expect(find("v1", "namespaces")).toMatchObject({
      group: "",
      kind: "Namespace",
      namespaced: false,
      preferred: true,
    });
    expect(find("apps/v1", "deployments")).toMatchObject({
      group: "apps",
      kind: "Deployment",
      namespaced: true,
      verbs: expect.arrayContaining(["list", "watch", "delete"]),
    });
  });
}
