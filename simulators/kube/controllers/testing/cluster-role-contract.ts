import { expect, test } from "vitest";
import { until } from "../../client/testing/contract.ts";
import type { TestCluster } from "./test-cluster.ts";

const apiVersion = "rbac.authorization.k8s.io/v1";
const clusterRoles = { apiVersion, resource: "clusterroles" };

export function clusterRoleContract(cluster: () => TestCluster): void {
  test("roles gather the rules of those that a label selects", async () => {
    const { client } = cluster();
    const role = (name: string, more: object) =>
      client.create(clusterRoles, { apiVersion, kind: "ClusterRole", ...more, metadata: { name } });
    const rule = (resource: string) => ({ apiGroups: [""], resources: [resource], verbs: ["get"] });
    const labelled = (name: string, value: string, rules: object[]) =>
      client.create(clusterRoles, {
        apiVersion,
        kind: "ClusterRole",
        metadata: { name, labels: { "example.test/part-of": value } },
        rules,
      });
    await labelled("part-b", "whole", [rule("pods"), rule("secrets")]);
    await role("whole", {
      aggregationRule: {
        clusterRoleSelectors: [
          { matchLabels: { "example.test/part-of": "whole" } },
          {
            matchExpressions: [{ key: "example.test/part-of", operator: "In", values: ["other"] }],
          },
        ],
      },
    });
    await labelled("part-a", "whole", [rule("secrets"), rule("configmaps")]);
    await labelled("part-c", "other", [rule("nodes")]);
    await labelled("part-d", "none", [rule("events")]);
    const rules = async () => (await client.get({ ...clusterRoles, name: "whole" })).rules;
    await until(async () => JSON.stringify(await rules()).includes("nodes"));
    await until(async () => JSON.stringify(await rules()).includes("configmaps"));
    expect(await rules()).toEqual(["secrets", "configmaps", "pods", "nodes"].map(rule));
    await client.delete({ ...clusterRoles, name: "part-b" });
    await until(async () => !JSON.stringify(await rules()).includes("pods"));
    expect(await rules()).toEqual(["secrets", "configmaps", "nodes"].map(rule));
  });
}
