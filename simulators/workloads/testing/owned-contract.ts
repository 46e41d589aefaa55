import { describe, expect, test } from "vitest";
import type { KubeClient } from "../../kube/client/kube-client.ts";
import { until } from "../../kube/client/testing/contract.ts";
import type { ApiObject } from "../../kube/model/api-object.ts";
import { readPath } from "../read-path.ts";

interface PodTemplate {
  metadata: { labels: Record<string, string> };
}

/** What stages make for workloads that came to rest, with five replicas of the Deployment. */
export function ownedContract(client: () => KubeClient, errors: readonly unknown[]): void {
  describe("what a Deployment controls", () => {
    const namespace = "ready";
    const list = (of: { apiVersion: string; resource: string }, uid: unknown) =>
      client()
        .list({ ...of, namespace })
        .then(({ items }) =>
          items.filter(
            ({ metadata }) => readPath(metadata, "ownerReferences[controller=true].uid") === uid,
          ),
        );
    const replicaSets = async () =>
      list(
        { apiVersion: "apps/v1", resource: "replicasets" },
        (await client().get(deployment)).metadata.uid,
      );
    const pods = async (owner: ApiObject | undefined) =>
      list({ apiVersion: "v1", resource: "pods" }, owner?.metadata.uid);
    const deployment = {
      apiVersion: "apps/v1",
      resource: "deployments",
      namespace,
      name: "deployments",
    };

    test("is a ReplicaSet of its template with ready Pods", async () => {
      const [replicaSet, ...others] = await replicaSets();
      expect(others).toEqual([]);
      const hash = readPath(replicaSet, "metadata.labels.pod-template-hash");
      expect(replicaSet?.metadata.name).toBe(`deployments-${hash}`);
      const labels = { app: "web", "pod-template-hash": hash };
      expect(readPath(replicaSet, "spec.selector.matchLabels")).toEqual(labels);
      const { spec } = await client().get(deployment);
      const template = structuredClone(readPath(replicaSet, "spec.template")) as PodTemplate;
      delete template.metadata.labels["pod-template-hash"];
      expect(template).toEqual(readPath({ spec }, "spec.template"));
      await until(async () => readPath((await replicaSets())[0], "status.readyReplicas") === 5);
      await until(async () => {
        const all = await pods(replicaSet);
        return all.length === 5 && all.every((pod) => readPath(pod, "status.phase") === "Running");
      });
    });

    test("of another template takes the place of the one before", async () => {
      const [before] = await replicaSets();
      const containers = [{ name: "web", image: "registry.test/web:2" }];
      const patch = { spec: { replicas: 2, template: { spec: { containers } } } };
      await client().patch(deployment, { type: "strategic", patch });
      await until(async () => (await pods(before)).length === 0);
      const sets = await replicaSets();
      const after = sets.find(({ metadata }) => metadata.name !== before?.metadata.name);
      expect(sets.map((each) => readPath(each, "spec.replicas")).sort()).toEqual([0, 2]);
      await until(async () => (await pods(after)).length === 2);
      expect(errors).toEqual([]);
    });

    test("fares as the Deployment does", async () => {
      const { items } = await client().list({
        apiVersion: "v1",
        resource: "pods",
        namespace: "crash-loop",
      });
      const owned = items.filter(({ metadata }) => metadata.name.startsWith("deployments-"));
      expect(owned).toHaveLength(3);
      for (const { metadata } of owned) {
        const path = {
          apiVersion: "v1",
          resource: "pods",
          namespace: "crash-loop",
          name: metadata.name,
        };
        const reason = "status.containerStatuses[name=web].state.waiting.reason";
        await until(async () => readPath(await client().get(path), reason) === "CrashLoopBackOff");
      }
    });
  });

  test("Pods of a StatefulSet are numbered, with claims of their own, and made anew by its template", async () => {
    const of = { apiVersion: "apps/v1", resource: "statefulsets", namespace: "ready" };
    const at = (resource: string, name: string) => ({
      apiVersion: "v1",
      resource,
      namespace: "ready",
      name,
    });
    const [before] = await Promise.all(
      ["statefulsets-0", "statefulsets-1"].map((name) => client().get(at("pods", name))),
    );
    expect(readPath(before, "spec.volumes[name=data].persistentVolumeClaim.claimName")).toBe(
      "data-statefulsets-0",
    );
    const claim = await client().get(at("persistentvolumeclaims", "data-statefulsets-1"));
    expect(claim.metadata.ownerReferences).toBeUndefined();
    const patch = { spec: { template: { metadata: { labels: { new: "yes" } } } } };
    await client().patch({ ...of, name: "statefulsets" }, { type: "merge", patch });
    await until(async () => {
      const pod = await client()
        .get(at("pods", "statefulsets-0"))
        .catch(() => undefined);
      return (
        readPath(pod, "metadata.labels.new") === "yes" && pod?.metadata.uid !== before?.metadata.uid
      );
    });
    await until(
      async () =>
        readPath(await client().get({ ...of, name: "statefulsets" }), "status.readyReplicas") === 2,
    );
    expect(errors).toEqual([]);
  });
}
