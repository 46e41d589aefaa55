import { expect, test } from "vitest";
import { until } from "../../client/testing/contract.ts";
import type { TestCluster } from "./test-cluster.ts";

/** Quotas are counted, on servers that have them. */
export function quotaContract(cluster: () => TestCluster): void {
  test("a quota is counted, and again when what it counts goes or ends", async () => {
    const { client, namespace: makeNamespace } = cluster();
    const namespace = "quota-counted";
    await makeNamespace(namespace);
    const core = (resource: string) => ({ apiVersion: "v1", resource, namespace });
    for (const name of ["a", "b"]) {
      await client.create(core("secrets"), {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name },
      });
    }
    const resources = { requests: { cpu: "100m" }, limits: { memory: "1Gi" } };
    await client.create(core("pods"), {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p" },
      spec: { containers: [{ name: "c", image: "i", resources }] },
    });
    const hard = {
      secrets: "5",
      "count/secrets": "7",
      pods: "2",
      "requests.cpu": "1",
      "limits.memory": "2Gi",
      "count/deployments.apps": "1",
      "count/none.example.com": "1",
    };
    const quota = { ...core("resourcequotas"), name: "q" };
    await client.create(core("resourcequotas"), {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "q" },
      spec: { hard },
    });
    const read = async () => (await client.get(quota)).status as { hard?: object; used?: object };
    const used = {
      secrets: "2",
      "count/secrets": "2",
      pods: "1",
      "requests.cpu": "100m",
      "limits.memory": "1Gi",
      "count/deployments.apps": "0",
    };
    const reads = async (wanted: object) => {
      let last: unknown;
      await until(async () => {
        last = (await read())?.used;
        return JSON.stringify(sorted(last)) === JSON.stringify(sorted(wanted));
      });
      expect(last).toEqual(wanted);
    };
    await reads(used);
    expect((await read()).hard).toEqual(hard);
    await client.delete({ ...core("secrets"), name: "a" });
    await reads({ ...used, secrets: "1", "count/secrets": "1" });
    await client.patch(
      { ...core("pods"), name: "p", subresource: "status" },
      { type: "merge", patch: { status: { phase: "Succeeded" } } },
    );
    const ended = { pods: "0", "requests.cpu": "0", "limits.memory": "0" };
    await reads({ ...used, secrets: "1", "count/secrets": "1", ...ended });
    await client.patch(quota, {
      type: "json",
      patch: [{ op: "replace", path: "/spec/hard", value: { secrets: "9" } }],
    });
    await reads({ secrets: "1" });
    expect((await read()).hard).toEqual({ secrets: "9" });
  });
}

function sorted(value: unknown): unknown {
  return Object.entries((value ?? {}) as object).sort(([a], [b]) => (a < b ? -1 : 1));
}
