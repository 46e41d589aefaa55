import { expect, test } from "vitest";
import { until } from "../../client/testing/contract.ts";
import { absentOwner, configMapPath, ownerOf, type TestCluster } from "./test-cluster.ts";

const clusterRoles = { apiVersion: "rbac.authorization.k8s.io/v1", resource: "clusterroles" };

export function garbageContract(cluster: () => TestCluster): void {
  test("in the background the owner goes at once, then its dependents and theirs", async () => {
    const { client, namespace, configMap, isGone } = cluster();
    await namespace("background");
    const owner = await configMap("background", "owner");
    const child = await configMap("background", "child", { ownerReferences: [ownerOf(owner)] });
    await configMap("background", "grandchild", { ownerReferences: [ownerOf(child)] });
    await client.delete(configMapPath("background", "owner"), { propagationPolicy: "Background" });
    for (const name of ["owner", "child", "grandchild"]) {
      await isGone(configMapPath("background", name));
    }
  });

  test("orphans lose their owner and stay", async () => {
    const { client, namespace, configMap, isGone, settled } = cluster();
    await namespace("orphan");
    const owner = await configMap("orphan", "owner");
    await configMap("orphan", "child", { ownerReferences: [ownerOf(owner)] });
    await client.delete(configMapPath("orphan", "owner"), { propagationPolicy: "Orphan" });
    await isGone(configMapPath("orphan", "owner"));
    await settled("orphan");
    const child = await client.get(configMapPath("orphan", "child"));
    expect(child.metadata.ownerReferences ?? []).toEqual([]);
  });

  test("in the foreground the owner waits for the dependents that block it", async () => {
    const { client, namespace, configMap, isGone, release } = cluster();
    await namespace("foreground");
    const owner = await configMap("foreground", "owner");
    await configMap("foreground", "free", {
      ownerReferences: [ownerOf(owner)],
      finalizers: ["example.test/keep"],
    });
    await configMap("foreground", "blocks", {
      ownerReferences: [ownerOf(owner, true)],
      finalizers: ["example.test/keep"],
    });
    await client.delete(configMapPath("foreground", "owner"), { propagationPolicy: "Foreground" });
    const deleted = async (name: string) => {
      const { metadata } = await client.get(configMapPath("foreground", name));
      return metadata.deletionTimestamp !== undefined;
    };
    for (const name of ["free", "blocks"]) await until(() => deleted(name));
    const waiting = await client.get(configMapPath("foreground", "owner"));
    expect(waiting.metadata.finalizers).toEqual(["foregroundDeletion"]);
    await release(configMapPath("foreground", "blocks"));
    await isGone(configMapPath("foreground", "owner"));
    expect(await deleted("free")).toBe(true);
    await release(configMapPath("foreground", "free"));
  });

  test("in the foreground dependents with dependents wait in turn", async () => {
    const { client, namespace, configMap, isGone } = cluster();
    await namespace("turns");
    const owner = await configMap("turns", "owner");
    const child = await configMap("turns", "child", { ownerReferences: [ownerOf(owner, true)] });
    await configMap("turns", "grandchild", { ownerReferences: [ownerOf(child, true)] });
    await client.delete(configMapPath("turns", "owner"), { propagationPolicy: "Foreground" });
    for (const name of ["grandchild", "child", "owner"]) await isGone(configMapPath("turns", name));
  });

  test("owners in a circle do not wait for each other", async () => {
    const { client, namespace, configMap, isGone } = cluster();
    await namespace("circle");
    const a = await configMap("circle", "a");
    const b = await configMap("circle", "b", { ownerReferences: [ownerOf(a, true)] });
    const patch = { metadata: { ownerReferences: [ownerOf(b, true)] } };
    await client.patch(configMapPath("circle", "a"), { type: "merge", patch });
    await client.delete(configMapPath("circle", "a"), { propagationPolicy: "Foreground" });
    for (const name of ["a", "b"]) await isGone(configMapPath("circle", name));
  });

  test("of several owners the last takes the dependent with it", async () => {
    const { client, namespace, configMap, isGone } = cluster();
    await namespace("several");
    const owners = [await configMap("several", "one"), await configMap("several", "two")];
    await configMap("several", "child", { ownerReferences: owners.map((each) => ownerOf(each)) });
    await client.delete(configMapPath("several", "one"));
    await until(async () => {
      const { metadata } = await client.get(configMapPath("several", "child"));
      return metadata.ownerReferences?.map(({ name }) => name).join() === "two";
    });
    await client.delete(configMapPath("several", "two"));
    await isGone(configMapPath("several", "child"));
  });

  test("an owner that never was, is another object, or lives elsewhere is none", async () => {
    const { client, namespace, configMap, isGone } = cluster();
    for (const name of ["lost", "elsewhere"]) await namespace(name);
    const owner = await configMap("elsewhere", "owner");
    const here = await configMap("lost", "here");
    await configMap("lost", "absent", { ownerReferences: [absentOwner("never")] });
    await configMap("lost", "renamed", { ownerReferences: [{ ...ownerOf(here), name: "there" }] });
    await configMap("lost", "foreign", { ownerReferences: [ownerOf(owner)] });
    for (const name of ["absent", "renamed", "foreign"]) await isGone(configMapPath("lost", name));
    const events = { apiVersion: "v1", resource: "events", namespace: "lost" };
    const warnings = async () =>
      (await client.list(events)).items.filter(
        ({ reason }) => reason === "OwnerRefInvalidNamespace",
      );
    await until(async () => (await warnings()).length > 0);
    const uid = owner.metadata.uid;
    expect(await warnings()).toMatchObject([
      {
        type: "Warning",
        message: `ownerRef [v1/ConfigMap, namespace: lost, name: owner, uid: ${uid}] does not exist in namespace "lost"`,
        involvedObject: { kind: "ConfigMap", name: "foreign", namespace: "lost" },
        source: { component: "garbage-collector-controller" },
      },
    ]);
  });

  test("cluster-scoped owners take what is in namespaces with them, not the other way round", async () => {
    const { client, namespace, configMap, isGone, exists, settled } = cluster();
    await namespace("scopes");
    const role = (name: string, metadata = {}) => {
      const { apiVersion } = clusterRoles;
      return client.create(clusterRoles, {
        apiVersion,
        kind: "ClusterRole",
        metadata: { ...metadata, name },
        rules: [],
      });
    };
    const owner = await role("scopes-owner");
    await configMap("scopes", "child", { ownerReferences: [ownerOf(owner)] });
    const inside = await configMap("scopes", "inside");
    await role("scopes-stays", { ownerReferences: [ownerOf(inside)] });
    for (const path of [
      { ...clusterRoles, name: "scopes-owner" },
      configMapPath("scopes", "inside"),
    ]) {
      await client.delete(path);
    }
    await isGone(configMapPath("scopes", "child"));
    await settled("scopes");
    expect(await exists({ ...clusterRoles, name: "scopes-stays" })).toBe(true);
  });
}
